import type { TrialRecord } from '../hpo/core/trial-record.ts'

/** A complete trial with nothing in it but what is given. */
export function trialRecord(given: Partial<TrialRecord> & { readonly number: number }): TrialRecord {
  return {
    id: given.number + 1,
    state: 'complete',
    values: null,
    params: {},
    distributions: {},
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
    startedAt: null,
    completedAt: null,
    ...given,
  }
}
