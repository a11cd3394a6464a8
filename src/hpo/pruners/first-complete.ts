import type { History } from '../core/sampler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { newestStep } from './newest-step.ts'

/**
 * The last step of the trial with a learning curve that completed first; null while there is none. It is what `'auto'`
 * resources are estimated from: the same for every worker, and for good once there is one.
 */
export function firstCompleteLength({ trials }: History): number | null {
  let first: TrialRecord | null = null
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.intermediateValues.size === 0) continue
    if (first === null || completion(trial) < completion(first)) first = trial
  }
  return first === null ? null : newestStep(first.intermediateValues)
}

function completion({ completedAt }: TrialRecord): number {
  return completedAt?.getTime() ?? Number.POSITIVE_INFINITY
}
