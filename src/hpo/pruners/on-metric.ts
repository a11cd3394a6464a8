import { z } from 'zod'
import type { Direction } from '../core/direction.ts'
import { type MetricChoice, metricDirection, metricTrial } from '../core/metrics.ts'
import type { PruneRequest, Pruner } from '../core/pruner.ts'
import type { History } from '../core/sampler.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'
import { unknownMetric } from './messages.ts'

/** Which of several reported metrics a pruner judges by. */
export interface MetricOptions {
  /**
   * The name of the metric, as in `trial.report({ loss, acc }, step)`. Default: the value of the only objective; a study
   * with several objectives is pruned only by a pruner that names its metric.
   */
  readonly metric?: string
  /** Whether to minimise or maximise a metric that is none of the study's `metricNames`. */
  readonly direction?: Direction
}

/** The schema fields of `MetricOptions`. */
export const metricFields = {
  metric: z.string('the name of a metric').min(1, 'the name of a metric').optional(),
  direction: z.enum(['minimize', 'maximize'], '"minimize" or "maximize"').optional(),
}

/** `pruner`, made to see one metric of each trial as if it were all there is. */
export function onMetric(
  { metric, direction }: { readonly metric?: string | undefined; readonly direction?: Direction | undefined },
  pruner: Pruner,
): Pruner {
  if (metric === undefined) return pruner
  const view = metricViewer({ metric, direction })
  return {
    ...pruner,
    metric,
    shouldPrune: (request) => pruner.shouldPrune(view(request)),
    ...(pruner.valueWhenStopped && {
      valueWhenStopped: (request: PruneRequest) =>
        request.history.directions.length === 1 ? pruner.valueWhenStopped!(view(request)) : null,
    }),
  }
}

/** Turns requests about a study into requests about one metric of it. A finished trial is looked at once. */
function metricViewer(choice: MetricChoice): (request: PruneRequest) => PruneRequest {
  const seen = new WeakMap<TrialRecord, TrialRecord>()
  const trialOf = (trial: TrialRecord, metricNames: readonly string[] | undefined): TrialRecord => {
    const known = seen.get(trial)
    if (known !== undefined) return known
    const made = metricTrial(trial, choice.metric, metricNames)
    if (isFinished(trial.state)) seen.set(trial, made)
    return made
  }
  return (request) => {
    const { history } = request
    const direction = metricDirection(history, choice)
    if (direction === null) throw unknownMetric(choice.metric, history.metricNames ?? [])
    const trials = history.trials.map((trial) => trialOf(trial, history.metricNames))
    const view: History = { ...history, directions: [direction], trials, metricNames: [choice.metric] }
    return { ...request, history: view, trial: metricTrial(request.trial, choice.metric, history.metricNames) }
  }
}
