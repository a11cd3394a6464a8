"""Opens a study of ours with Optuna, runs five more trials with its TPE sampler, and prints what it sees then."""

import json
import sys

import optuna
from study_json import study_json

url, name = sys.argv[1:]
sampler = optuna.samplers.TPESampler(seed=7, n_startup_trials=2, multivariate=True)
study = optuna.load_study(study_name=name, storage=url, sampler=sampler)


def objective(trial: optuna.Trial) -> float:
    lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
    depth = trial.suggest_int("depth", 1, 9, step=2)
    activation = trial.suggest_categorical("activation", ["tanh", "sin 🌊", None, 1.5])
    trial.report(lr, step=1)
    trial.set_user_attr("from", "Optuna")
    return lr * depth + (activation == "tanh")


study.optimize(objective, n_trials=5)
json.dump(study_json(study, best=True), sys.stdout)
