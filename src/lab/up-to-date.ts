import type { StudyView } from '../hpo/core/study-record.ts'
import { isFinished, type TrialRecord } from '../hpo/core/trial-record.ts'

/** The study's trials with those that its observer was told of and that it has not read back yet. */
export function upToDate(study: StudyView, finished: ReadonlyMap<number, TrialRecord>): StudyView {
  const trials = new Map(study.trials.map((trial) => [trial.number, trial]))
  for (const [number, trial] of finished) {
    if (!isFinished(trials.get(number)?.state ?? 'running')) trials.set(number, trial)
  }
  const { name, directions, metricNames } = study
  return {
    name,
    directions,
    ...(metricNames !== undefined && { metricNames }),
    trials: [...trials.values()].sort((a, b) => a.number - b.number),
  }
}
