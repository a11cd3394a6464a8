import { type Distribution, type ParamValue, toScale } from '../space/distribution.ts'

/** How near counts as at the end: a share of the range, on its own scale. */
const nearness = 0.01

/**
 * The end of its range that a value has come up against, or null. A best trial there says that the range was too narrow to
 * tell where the optimum lies.
 */
export function rangeEnd(distribution: Distribution | undefined, value: ParamValue): 'lower' | 'upper' | null {
  if (distribution === undefined || distribution.kind === 'categorical' || typeof value !== 'number') return null
  const [low, high, at] = [distribution.low, distribution.high, value].map((one) => toScale(distribution, one))
  if (!(low < high)) return null
  if ((at - low) / (high - low) <= nearness) return 'lower'
  return (high - at) / (high - low) <= nearness ? 'upper' : null
}
