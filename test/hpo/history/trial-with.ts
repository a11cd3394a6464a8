import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import type { Distribution, ParamValue } from '../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

/** A trial whose parameters have these distributions; the values do not matter. */
export function trialWith(
  number: number,
  distributions: Readonly<Record<string, Distribution>> = {},
  changes: Partial<TrialRecord> = {},
): TrialRecord {
  const params = Object.fromEntries(Object.keys(distributions).map((name): [string, ParamValue] => [name, 0]))
  return trialRecord({ number, distributions, params, ...changes })
}
