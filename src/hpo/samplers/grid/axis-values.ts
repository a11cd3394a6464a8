import {
  cardinality,
  type Distribution,
  fromScale,
  type NumericDistribution,
  onGrid,
  type ParamValue,
  toScale,
  valueAtShare,
} from '../../space/distribution.ts'

/** Every value of a distribution that has finitely many. */
export function everyValue(distribution: Distribution): readonly ParamValue[] {
  const size = cardinality(distribution)
  if (distribution.kind === 'categorical') return distribution.choices
  // On a logarithmic scale the values do not have equal shares.
  if (distribution.log) return Array.from({ length: size }, (_, i) => distribution.low + i)
  return Array.from({ length: size }, (_, i) => valueAtShare(distribution, (i + 0.5) / size))
}

/** `points` values from end to end, equally far apart on the distribution's scale; one point is its middle. */
export function spacedValues(distribution: NumericDistribution, points: number): readonly ParamValue[] {
  const low = toScale(distribution, distribution.low)
  const high = toScale(distribution, distribution.high)
  const values = Array.from({ length: points }, (_, i) => {
    if (points > 1 && i === 0) return distribution.low
    if (points > 1 && i === points - 1) return distribution.high
    const share = points === 1 ? 0.5 : i / (points - 1)
    return onGrid(distribution, fromScale(distribution, low * (1 - share) + high * share))
  })
  return [...new Set(values)]
}
