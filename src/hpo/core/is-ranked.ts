import { isFeasible } from './constraints.ts'
import type { TrialRecord } from './trial-record.ts'

/** A trial that is compared with others. */
export type RankedTrial = TrialRecord & { readonly values: readonly number[] }

/** Whether a trial counts when trials are compared by their values: it is complete, and satisfies every constraint. */
export function isRanked(trial: TrialRecord): trial is RankedTrial {
  return trial.state === 'complete' && trial.values !== null && isFeasible(trial)
}
