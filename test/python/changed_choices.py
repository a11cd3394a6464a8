"""What Optuna makes of a study whose choices were changed: its trials, ranking and importances, and one more trial."""

import json
import sys

import optuna

url, name, *choices = sys.argv[1:]
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(study_name=name, storage=url)
seen = {
    "params": [trial.params for trial in study.trials],
    "best": study.best_trial.number,
    "importances": optuna.importance.get_param_importances(study),
}
if choices:
    study.optimize(lambda trial: trial.suggest_float("x", 0, 1) + len(trial.suggest_categorical("act", choices)), 3)
    seen["continued"] = [trial.params["act"] for trial in study.trials[-3:]]
json.dump(seen, sys.stdout)
