import type { Direction } from './direction.ts'
import type { History } from './sampler.ts'
import type { TrialRecord } from './trial-record.ts'

/** The study's system attribute with the names of its objectives, in their order (Optuna's key). */
export const metricNamesKey = 'study:metric_names'

/**
 * The trial's system attribute with every metric that was reported at `step`, by name. One for each step: a single one
 * that grows would be written anew, whole, at every report. Optuna's tools see the one number that the storage keeps as
 * the intermediate value of the step.
 */
export function metricsKey(step: number): string {
  return `ansatz:metrics:${step}`
}

/** The metric that somebody judges by. */
export interface MetricChoice {
  readonly metric: string
  /** Whether less or more of it is better, for one that is no objective of the study. */
  readonly direction?: Direction | undefined
}

/** The direction of a metric: that of the objective it names, else the one given; null when neither is known. */
export function metricDirection(history: History, { metric, direction }: MetricChoice): Direction | null {
  const objective = history.metricNames?.indexOf(metric) ?? -1
  return objective === -1 ? (direction ?? null) : history.directions[objective]
}

/** A trial as it looks to one who knows a single metric only: its learning curve and, of an objective, its value. */
export function metricTrial(
  trial: TrialRecord,
  metric: string,
  metricNames: readonly string[] | undefined,
): TrialRecord {
  const objective = metricNames?.indexOf(metric) ?? -1
  const curve = new Map<number, number>()
  for (const [step, value] of trial.intermediateValues) {
    const named = namedAt(trial, step)
    // A report without names is one of the first objective.
    const here = named === null ? (objective === 0 ? value : undefined) : named[metric]
    if (typeof here === 'number') curve.set(step, here)
  }
  const values = objective === -1 || trial.values === null ? null : [trial.values[objective]]
  return { ...trial, intermediateValues: curve, values }
}

function namedAt({ systemAttrs }: TrialRecord, step: number): Readonly<Record<string, unknown>> | null {
  const named = systemAttrs[metricsKey(step)]
  return typeof named === 'object' && named !== null ? (named as Readonly<Record<string, unknown>>) : null
}
