import { newestStep } from './newest-step.ts'

/** When a pruner looks at a trial. */
export interface CheckRhythm {
  /** No check below this step. */
  readonly nWarmupSteps: number
  /** Steps between two checks, counted from `nWarmupSteps`. */
  readonly intervalSteps: number
}

/**
 * Whether the newest report is past the warm-up, and the first since the last check was due. A check that falls on a step
 * without a report is made at the next one (Optuna, `_is_first_in_interval_step`).
 */
export function isCheckDue(curve: ReadonlyMap<number, number>, { nWarmupSteps, intervalSteps }: CheckRhythm): boolean {
  const step = newestStep(curve)
  if (step < nWarmupSteps) return false
  const due = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps
  let previous = Number.NEGATIVE_INFINITY
  for (const earlier of curve.keys()) if (earlier !== step && earlier > previous) previous = earlier
  return previous < due
}
