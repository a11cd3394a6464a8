# Writes optuna-terminator.json: Optuna's bound on the regret, and its expected minimum model regret, after so many trials.
# Run with the version of Optuna to compare with (it needs PyTorch): python optuna-terminator.py > optuna-terminator.json
import json
import random
import warnings

import optuna
from optuna.study import StudyDirection
from optuna.terminator import EMMREvaluator, RegretBoundEvaluator

warnings.filterwarnings("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def trials(count, dims, maximize):
    rng = random.Random(dims)
    space = {f"x{j}": optuna.distributions.FloatDistribution(-1.0, 1.0) for j in range(dims)}
    made = []
    for i in range(count):
        # Later trials lie nearer to the optimum, as those of a search do.
        width = 1.0 if i < 12 else 0.9 ** (i - 10)
        params = {name: round(0.3 * (1 - width) + width * rng.uniform(-1, 1), 6) for name in space}
        value = sum((x - 0.3) ** 2 for x in params.values())
        value = round(-value if maximize else value, 9)
        made.append(optuna.trial.create_trial(params=params, distributions=space, value=value))
        made[-1].number = i
    return made


cases = []
for dims, maximize in [(2, False), (3, True)]:
    direction = StudyDirection.MAXIMIZE if maximize else StudyDirection.MINIMIZE
    every = trials(40, dims, maximize)
    counts = [3, 10, 20, 30, 40]
    cases.append(
        {
            "direction": "maximize" if maximize else "minimize",
            "trials": [{"params": t.params, "value": t.value} for t in every],
            "counts": counts,
            "regretBound": [RegretBoundEvaluator(seed=1).evaluate(every[:n], direction) for n in counts],
            "emmr": [EMMREvaluator(seed=1).evaluate(every[:n], direction) for n in counts],
        }
    )
print(json.dumps({"optuna": optuna.__version__, "cases": cases}))
