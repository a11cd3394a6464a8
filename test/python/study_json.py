"""What Optuna sees in a study, as JSON on standard output. With --best also its ranking."""

import json
import sys
from datetime import timezone

import optuna


def shown(trial: optuna.trial.FrozenTrial) -> dict:
    return {
        "number": trial.number,
        "state": trial.state.name.lower(),
        "values": trial.values,
        "params": trial.params,
        "distributions": {
            name: optuna.distributions.distribution_to_json(distribution)
            for name, distribution in trial.distributions.items()
        },
        "intermediateValues": sorted(trial.intermediate_values.items()),
        "userAttrs": trial.user_attrs,
        "systemAttrs": trial.system_attrs,
        "startedAt": milliseconds(trial.datetime_start),
        "completedAt": milliseconds(trial.datetime_complete),
    }


def milliseconds(time) -> int | None:
    return None if time is None else int(time.astimezone(timezone.utc).timestamp() * 1000)


def study_json(study: optuna.Study, best: bool) -> dict:
    return {
        "directions": [direction.name.lower() for direction in study.directions],
        "userAttrs": study.user_attrs,
        "systemAttrs": study._storage.get_study_system_attrs(study._study_id),
        "best": study.best_trial.number if best else None,
        "trials": [shown(trial) for trial in study.trials],
    }


if __name__ == "__main__":
    loaded = optuna.load_study(study_name=sys.argv[2], storage=sys.argv[1])
    json.dump(study_json(loaded, "--best" in sys.argv), sys.stdout)
