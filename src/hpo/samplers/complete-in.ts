import type { History } from '../core/sampler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { contains, type SearchSpace } from '../space/distribution.ts'

/** The complete trials that have a value inside the distribution of every parameter of `space`, in order of number. */
export function completeIn(space: SearchSpace, { trials }: History): readonly TrialRecord[] {
  const parameters = [...space]
  return trials.filter(
    ({ state, values, params }) =>
      state === 'complete' &&
      values !== null &&
      parameters.every(([name, distribution]) => Object.hasOwn(params, name) && contains(distribution, params[name])),
  )
}
