"""Continues a study of ours that reports epochs with Optuna's successive halving, and prints what it sees then."""

import json
import sys

import optuna
from study_json import study_json

url, name = sys.argv[1:]
pruner = optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)
study = optuna.load_study(study_name=name, storage=url, pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=1))


def objective(trial: optuna.Trial) -> float:
    x = trial.suggest_float("x", 0, 1)
    trial.suggest_int("epochs", 1, 27)
    # Far worse than anything before: the rungs that our scheduler or pruner noted must stop it at once.
    for epoch in range(1, 28):
        trial.report(1000 + x, step=epoch)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return 1000 + x


study.optimize(objective, n_trials=3)
json.dump(study_json(study, best=False), sys.stdout)
