import type { TrialRecord } from '../../core/trial-record.ts'
import { fixedParamsKey } from '../choosing/param-chooser.ts'
import type { StudyContext } from '../opening/study-context.ts'

/** The system attributes in which Optuna keeps the number of the first attempt and of all attempts so far. */
const failedTrialKey = 'failed_trial'
const retryHistoryKey = 'retry_history'

/**
 * Lets a failed trial be tried again with the same parameters, unless it has been as often as it may. Tells whether it
 * will be.
 */
export async function enqueueRetry(
  { parts: { storage, studyId } }: StudyContext,
  { number, params, systemAttrs, userAttrs }: TrialRecord,
  most: number,
): Promise<boolean> {
  const earlier = systemAttrs[retryHistoryKey]
  const attempts = [...(Array.isArray(earlier) ? earlier : []), number]
  if (attempts.length > most) return false
  await storage.createTrial(studyId, {
    state: 'waiting',
    userAttrs,
    systemAttrs: {
      [fixedParamsKey]: params,
      [failedTrialKey]: systemAttrs[failedTrialKey] ?? number,
      [retryHistoryKey]: attempts,
    },
  })
  return true
}
