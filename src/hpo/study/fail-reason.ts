import type { TrialRecord } from '../core/trial-record.ts'

/** The system attribute that says why a trial failed. */
export const failReasonKey = 'ansatz:fail_reason'

/** Why the trial failed, if whoever told it said so. */
export function failReason(trial: Pick<TrialRecord, 'systemAttrs'>): string | null {
  const reason = trial.systemAttrs[failReasonKey]
  return typeof reason === 'string' ? reason : null
}
