import type { TrialRecord } from '../core/trial-record.ts'

/** Whether fewer than so many trials are complete; never fewer than none. */
export function hasFewer(trials: readonly TrialRecord[], count: number): boolean {
  if (count <= 0) return false
  let complete = 0
  for (const { state } of trials) if (state === 'complete' && ++complete >= count) return false
  return true
}
