# Writes optuna-pruners.json: at which step each of Optuna's pruners stops each trial of a few recorded studies.
# Run with the version of Optuna to compare with: python optuna-pruners.py > optuna-pruners.json
import json
import math
import random

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

CASES = {
    "percentile": lambda: optuna.pruners.PercentilePruner(30.0, n_startup_trials=4, n_warmup_steps=2, interval_steps=3),
    "median": lambda: optuna.pruners.MedianPruner(n_startup_trials=3, n_min_trials=2),
    "patient": lambda: optuna.pruners.PatientPruner(None, patience=2, min_delta=0.05),
    "patientMedian": lambda: optuna.pruners.PatientPruner(
        optuna.pruners.MedianPruner(n_startup_trials=2), patience=1
    ),
    "threshold": lambda: optuna.pruners.ThresholdPruner(lower=0.1, upper=1.4, n_warmup_steps=1, interval_steps=2),
    "successiveHalving": lambda: optuna.pruners.SuccessiveHalvingPruner(
        min_resource=1, reduction_factor=2, min_early_stopping_rate=1
    ),
    "successiveHalvingBootstrap": lambda: optuna.pruners.SuccessiveHalvingPruner(
        min_resource=2, reduction_factor=3, bootstrap_count=2
    ),
    "hyperband": lambda: optuna.pruners.HyperbandPruner(min_resource=1, max_resource=12, reduction_factor=3),
    "hyperbandHalves": lambda: optuna.pruners.HyperbandPruner(min_resource=1, max_resource=12, reduction_factor=2),
}


def curve(rng):
    level, noise = rng.uniform(0.1, 1.2), rng.uniform(0.0, 0.3)
    values = [level + math.exp(-step / 3) + rng.gauss(0, noise) for step in range(12)]
    if rng.random() < 0.15:
        values[rng.randrange(12)] = rng.choice([math.nan, math.inf])
    return values


def stops(pruner, direction, curves):
    study = optuna.create_study(study_name="golden", pruner=pruner, direction=direction)
    found = []
    for values in curves:
        trial = study.ask()
        stop = None
        for step, value in enumerate(values, start=1):
            trial.report(value, step)
            if trial.should_prune():
                stop = step
                break
        if stop is None:
            study.tell(trial, values[-1] if math.isfinite(values[-1]) else 99.0)
        else:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        found.append(stop)
    return found


result = {"optuna": optuna.__version__, "cases": []}
for name, make in CASES.items():
    for direction in ["minimize", "maximize"]:
        rng = random.Random(f"{name}/{direction}")
        curves = [curve(rng) for _ in range(40)]
        if direction == "maximize" and name != "threshold":
            curves = [[-value for value in values] for values in curves]
        text = [[str(value) if not math.isfinite(value) else round(value, 4) for value in values] for values in curves]
        rounded = [[float(value) for value in values] for values in text]
        result["cases"].append(
            {"name": name, "direction": direction, "curves": text, "stops": stops(make(), direction, rounded)}
        )
print(json.dumps(result, separators=(",", ":")))
