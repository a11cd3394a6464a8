import { ndtr } from '../special/log-ndtr.ts'

/** Up to this many differences, all different and none 0, the exact distribution of the statistic is used. */
const mostExact = 50

/**
 * The one-sided p-value of Wilcoxon's signed-rank test that the differences tend to be positive: the probability, if their
 * signs were tossed, of a rank sum of positive differences as large as the one observed.
 *
 * | symbol | meaning                                                                        |
 * | ------ | ------------------------------------------------------------------------------ |
 * | Rᵢ     | rank of |dᵢ| from 1; equal ones share the mean of their ranks                   |
 * | W      | sum of Rᵢ over dᵢ > 0, and half of it over dᵢ = 0 (zeros split, `zsplit`)       |
 *
 * Exact for up to 50 differences without ties or zeros, else the normal approximation without continuity correction and
 * with the variance reduced for ties (Wilcoxon 1945; SciPy's `wilcoxon(…, zero_method="zsplit")` and its choice).
 *
 * @param differences finite numbers; at least one
 * @returns in [0, 1]; for the opposite tendency pass the negated differences
 */
export function signedRankPValue(differences: readonly number[]): number {
  const { ranks, tieSizes } = midRanks(differences.map(Math.abs))
  let positive = 0
  let zeros = 0
  differences.forEach((difference, i) => {
    if (difference === 0) zeros++
    positive += difference > 0 ? ranks[i] : difference === 0 ? ranks[i] / 2 : 0
  })
  const n = differences.length
  const exact = zeros === 0 && tieSizes.length === 0 && n <= mostExact
  return exact ? exactTail(n, positive) : normalTail(n, { positive, tieSizes })
}

/** Ranks of `values`, and the sizes of the groups of equal ones. */
function midRanks(values: readonly number[]): { readonly ranks: Float64Array; readonly tieSizes: readonly number[] } {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  const ranks = new Float64Array(values.length)
  const tieSizes: number[] = []
  for (let start = 0; start < order.length;) {
    let end = start
    while (end < order.length && values[order[end]] === values[order[start]]) end++
    for (let k = start; k < end; k++) ranks[order[k]] = (start + 1 + end) / 2
    if (end - start > 1) tieSizes.push(end - start)
    start = end
  }
  return { ranks, tieSizes }
}

/** P(W ≥ w) when each of the ranks 1 … n counts with probability ½. The counts stay below 2⁵³, so they are exact. */
function exactTail(n: number, w: number): number {
  const most = (n * (n + 1)) / 2
  const ways = new Float64Array(most + 1)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank++) for (let sum = most; sum >= rank; sum--) ways[sum] += ways[sum - rank]
  let tail = 0
  for (let sum = w; sum <= most; sum++) tail += ways[sum]
  return tail / 2 ** n
}

function normalTail(
  n: number,
  { positive, tieSizes }: { readonly positive: number; readonly tieSizes: readonly number[] },
): number {
  const mean = (n * (n + 1)) / 4
  const ties = tieSizes.reduce((sum, size) => sum + size * (size * size - 1), 0)
  const variance = (n * (n + 1) * (2 * n + 1) - ties / 2) / 24
  return ndtr((mean - positive) / Math.sqrt(variance))
}
