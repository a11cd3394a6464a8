import type { TrialRecord } from '../core/trial-record.ts'
import type { Params } from '../space/distribution.ts'
import { newlyFinishedTrials } from './finished-trials.ts'

/**
 * Finds the newest complete trial with given parameters in a growing list of trials; each call looks only at what has
 * changed since the last one.
 */
export function completeTrialIndex(): (trials: readonly TrialRecord[], params: Params) => TrialRecord | null {
  const newlyFinished = newlyFinishedTrials()
  const byParams = new Map<string, TrialRecord>()
  return (trials, params) => {
    for (const trial of newlyFinished(trials)) {
      if (trial.state === 'complete') byParams.set(keyOf(trial.params), trial)
    }
    return byParams.get(keyOf(params)) ?? null
  }
}

/** The same text for the same parameters in any order. */
export function keyOf(params: Params): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))
}
