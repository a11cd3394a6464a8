"""What one more trial costs: python optuna_speed.py SAMPLER TRIALS PARAMS WINDOW, prints one line of JSON."""

import json
import os
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

SAMPLERS = {
    "random": lambda: optuna.samplers.RandomSampler(seed=0),
    "qmc": lambda: optuna.samplers.QMCSampler(seed=0, scramble=True),
    "tpe": lambda: optuna.samplers.TPESampler(seed=0),
    "cmaEs": lambda: optuna.samplers.CmaEsSampler(seed=0),
    "gp": lambda: optuna.samplers.GPSampler(seed=0),
    "nsga2": lambda: optuna.samplers.NSGAIISampler(seed=0),
}
# These learn from their own generations: their past has to be their own.
GENERATIONAL = {"cmaEs", "nsga2"}

sampler, trials, params, window = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
names = [f"x{i}" for i in range(params)]
# The mean over several studies where they are short, as for us.
ROUNDS = 1 if sampler == "gp" else max(1, min(5, 500 // trials))


def seconds(seed):
    """What the last WINDOW trials of one study cost, asked for and told."""
    study = optuna.create_study(sampler=SAMPLERS[sampler]())
    past = trials - window
    if sampler not in GENERATIONAL:
        rng = np.random.default_rng(seed)
        distributions = {name: optuna.distributions.FloatDistribution(-5, 5) for name in names}
        points = rng.uniform(-5, 5, (past, params))
        study.add_trials(
            optuna.trial.create_trial(
                params=dict(zip(names, map(float, x))), distributions=distributions, value=float(np.sum(x**2))
            )
            for x in points
        )
        past = 0

    spent = 0.0
    for number in range(past + window):
        start = time.process_time()
        trial = study.ask()
        asked = [trial.suggest_float(name, -5, 5) for name in names]
        between = time.process_time()
        value = sum(x * x for x in asked)
        told = time.process_time()
        study.tell(trial, value)
        if number >= past:
            spent += between - start + (time.process_time() - told)
    return spent


print(json.dumps({"msPerTrial": 1000 * sum(seconds(seed) for seed in range(ROUNDS)) / (window * ROUNDS)}))
