/**
 * The `q`-quantile of a sample, linear between its order statistics (definition 7 of Hyndman and Fan 1996, the default of
 * NumPy and R). NaN entries are left out.
 *
 * @param q in [0, 1]
 * @returns NaN when nothing is left
 */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = Float64Array.from(sample.filter((value) => !Number.isNaN(value))).sort()
  if (sorted.length === 0) return Number.NaN
  const position = q * (sorted.length - 1)
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  const share = position - Math.floor(position)
  // A weighted mean, because the difference of infinite neighbours would be NaN.
  return share === 0 || below === above ? below : (1 - share) * below + share * above
}
