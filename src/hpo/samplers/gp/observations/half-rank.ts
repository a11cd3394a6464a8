import { ndtriExp } from '../../../../math/special/ndtri-exp.ts'

/**
 * Scores whose worse half keeps its order only: the r-th of n becomes the quantile at (r + ½)/n of the normal
 * distribution around the median whose deviation is that of the better half. So a few terrible values no longer set the
 * scale on which the good ones are told apart, and as a study closes in on its optimum the scale follows.
 *
 * Song et al. 2024, "The Vizier Gaussian process bandit algorithm", arXiv:2408.11527, section 3.1.
 *
 * @param scores larger is better
 */
export function halfRank(scores: Float64Array): Float64Array {
  const n = scores.length
  const sorted = scores.toSorted()
  const median = n % 2 === 1 ? sorted[(n - 1) / 2] : sorted[n / 2 - 1] / 2 + sorted[n / 2] / 2
  const good = sorted.filter((score) => score >= median)
  const size = good.reduce((largest, score) => Math.max(largest, score - median), 0)
  if (!(size > 0) || !Number.isFinite(size)) return scores
  const deviation = size * Math.sqrt(good.reduce((sum, score) => sum + ((score - median) / size) ** 2, 0) / good.length)
  return scores.map((score) => {
    if (score >= median) return score
    // Equal scores share the middle of their ranks.
    const rank = (sorted.indexOf(score) + sorted.lastIndexOf(score)) / 2
    return median + deviation * ndtriExp(Math.log((rank + 0.5) / n))
  })
}
