"""Makes a study with everything that Optuna can store in it, and prints what it sees."""

import json
import math
import sys

import optuna
from study_json import study_json

url, name = sys.argv[1:]
study = optuna.create_study(
    study_name=name,
    storage=url,
    directions=["maximize"],
    sampler=optuna.samplers.TPESampler(seed=3, n_startup_trials=3, constraints_func=lambda trial: (0.5 - trial.number,)),
)
study.set_user_attr("note", {"ünï 🎉": [1, None, math.nan, -math.inf]})
study.set_metric_names(["accuracy"])


def objective(trial: optuna.Trial) -> float:
    trial.suggest_float("plain", -1.5, 2.5)
    trial.suggest_float("log", 1e-12, 1e3, log=True)
    trial.suggest_float("step", 0.1, 0.7, step=0.1)
    trial.suggest_int("int", -10, 10)
    trial.suggest_int("int_log", 1, 1024, log=True)
    trial.suggest_int("int_step", 0, 9, step=3)
    trial.suggest_categorical("choice", ["a", "ünï 🎉", None, True, 0.25, math.inf])
    trial.set_user_attr("nan", math.nan)
    for step, value in enumerate([0.5, math.nan, math.inf, -math.inf]):
        trial.report(value, step)
    if trial.number == 1:
        raise optuna.TrialPruned()
    if trial.number == 2:
        raise RuntimeError("failed on purpose")
    return [1.0, 0.0, 0.0, math.inf, -math.inf, 0.1 + 0.2][trial.number]


study.optimize(objective, n_trials=6, catch=(RuntimeError,))
study.enqueue_trial({"plain": 0.125, "choice": None}, user_attrs={"memo": "enqueued"})
study.ask()
study.enqueue_trial({"log": 1e-3})
json.dump(study_json(study, best=False), sys.stdout)
