"""What `bench-tpe.ts` measures, with Optuna: python optuna_tpe.py TRIALS PARAMS [SEED], prints one line of JSON."""

import json
import sys
import time

import optuna

WINDOW = 50

trials, params = int(sys.argv[1]), int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 0
optuna.logging.set_verbosity(optuna.logging.ERROR)
names = [f"x{i}" for i in range(params)]
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))

spent = 0.0
best = float("inf")
for number in range(trials):
    start = time.perf_counter()
    trial = study.ask()
    asked = [trial.suggest_float(name, -5, 5) for name in names]
    between = time.perf_counter()
    value = sum(x * x for x in asked)
    told = time.perf_counter()
    study.tell(trial, value)
    if number >= trials - WINDOW:
        spent += between - start + (time.perf_counter() - told)
    best = min(best, value)

print(json.dumps({"msPerTrial": 1000 * spent / min(WINDOW, trials), "best": best, "optuna": optuna.__version__}))
