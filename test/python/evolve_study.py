"""Continues a study of two objectives with Optuna's NSGA-II: python evolve_study.py URL NAME TRIALS, prints the number of
trials, those of its Pareto front, and its hypervolume up to (2, 2)."""

import json
import sys

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume

url, name, trials = sys.argv[1], sys.argv[2], int(sys.argv[3])
optuna.logging.set_verbosity(optuna.logging.ERROR)
study = optuna.load_study(
    study_name=name, storage=url, sampler=optuna.samplers.NSGAIISampler(population_size=10, seed=1)
)


def objective(trial):
    x, y = trial.suggest_float("x", 0, 1), trial.suggest_float("y", 0, 1)
    return x * x + y, (x - 1) ** 2 + y


study.optimize(objective, n_trials=trials)
front = np.array([trial.values for trial in study.best_trials])
inside = front[np.all(front < 2, axis=1)]
print(
    json.dumps(
        {
            "trials": len(study.trials),
            "front": [trial.number for trial in study.best_trials],
            "hypervolume": float(compute_hypervolume(inside, np.array([2.0, 2.0]))),
        }
    )
)
