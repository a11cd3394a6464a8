import type { TrialRecord } from './trial-record.ts'

/** The system attribute that holds the value of each repeat of a trial's objective, in order. */
export const repeatsKey = 'ansatz:repeats'

/** What each evaluation of the trial's objective gave (of the first objective): several when it was repeated. */
export function repeatedValues(trial: TrialRecord): readonly number[] {
  const stored = trial.systemAttrs[repeatsKey]
  if (Array.isArray(stored) && stored.every((value) => typeof value === 'number')) return stored
  return trial.values === null ? [] : [trial.values[0]]
}
