"""Runs Optuna on one problem: python optuna_quality.py PROBLEM SAMPLER TRIALS SEEDS, prints one line of JSON with the
outcome of each seed: the best feasible value, or for two objectives the negated hypervolume up to (1.1, 1.1). With the
PROBLEM alone it prints what tells one version of it from another."""

import json
import os
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import optuna

from problems import PROBLEMS

INFEASIBLE = 1e6
REFERENCE = 1.1


def constraints_of(trial):
    return trial.user_attrs.get("constraints", [])


def sampler_of(name, seed, problem):
    constrained = {"constraints_func": constraints_of} if problem == "gramacy" else {}
    samplers = optuna.samplers
    return {
        "random": lambda: samplers.RandomSampler(seed=seed),
        "qmc": lambda: samplers.QMCSampler(seed=seed, scramble=True),
        "tpe": lambda: samplers.TPESampler(seed=seed, **constrained),
        "tpe-group": lambda: samplers.TPESampler(seed=seed, multivariate=True, group=True, **constrained),
        "cmaEs": lambda: samplers.CmaEsSampler(seed=seed),
        "gp": lambda: samplers.GPSampler(seed=seed, **constrained),
        "nsga2": lambda: samplers.NSGAIISampler(seed=seed, **constrained),
    }[name]()


def hypervolume(points):
    volume, ceiling = 0.0, REFERENCE
    for x, y in sorted(points):
        if x < REFERENCE and y < ceiling:
            volume += (REFERENCE - x) * (ceiling - y)
            ceiling = y
    return volume


def study_of(problem, sampler):
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    directions = ["minimize", "minimize"] if problem == "zdt1" else ["minimize"]
    return optuna.create_study(directions=directions, sampler=sampler)


def outcome(job):
    problem, sampler, trials, seed = job
    warnings.simplefilter("ignore")
    study = study_of(problem, sampler_of(sampler, seed, problem))
    start = time.process_time()
    study.optimize(PROBLEMS[problem], n_trials=trials)
    spent = time.process_time() - start
    if len(study.directions) > 1:
        return -hypervolume([t.values for t in study.trials]), spent
    complete = [t for t in study.trials if t.value is not None]
    feasible = [t.value for t in complete if all(c <= 0 for c in constraints_of(t))]
    return min(feasible, default=INFEASIBLE), spent


def fingerprint(problem):
    """Optuna's version, and what the problem asks for and gives at five random points."""
    study = study_of(problem, optuna.samplers.RandomSampler(seed=0))
    study.optimize(PROBLEMS[problem], n_trials=5)
    return [optuna.__version__, [[repr(t.distributions), t.params, t.values] for t in study.trials]]


def outcomes(problem, sampler, trials, seeds):
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(outcome, [(problem, sampler, trials, seed) for seed in range(seeds)]))
    values, spent = zip(*results)
    return {"outcomes": values, "msPerTrial": 1000 * sum(spent) / (trials * seeds)}


if __name__ == "__main__":
    problem, *run = sys.argv[1:]
    print(json.dumps(outcomes(problem, run[0], int(run[1]), int(run[2])) if run else fingerprint(problem)))
