import type { TrialRecord } from './trial-record.ts'

/** The system attribute that says why a trial failed. */
export const failReasonKey = 'ansatz:fail_reason'

/** The reason of trials that an abort stopped: nothing was wrong with their parameters. */
export const interrupted = 'interrupted'

/** Why the trial failed, if whoever told it said so. */
export function failReason(trial: Pick<TrialRecord, 'systemAttrs'>): string | null {
  const reason = trial.systemAttrs[failReasonKey]
  return typeof reason === 'string' ? reason : null
}
