import type { Distribution, ParamValue } from '../../../src/hpo/space/distribution.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'

/** A trial as a storage would give it: complete and empty, unless said otherwise. */
export function trial(number: number, changes: Partial<TrialRecord> = {}): TrialRecord {
  return {
    id: number + 1,
    number,
    state: 'complete',
    values: [number],
    params: {},
    distributions: {},
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
    startedAt: null,
    completedAt: null,
    ...changes,
  }
}

/** A trial whose parameters have these distributions; the values do not matter. */
export function trialWith(
  number: number,
  distributions: Readonly<Record<string, Distribution>>,
  changes: Partial<TrialRecord> = {},
): TrialRecord {
  const params = Object.fromEntries(Object.keys(distributions).map((name): [string, ParamValue] => [name, 0]))
  return trial(number, { distributions, params, ...changes })
}
