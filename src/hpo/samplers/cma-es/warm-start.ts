import type { Covariance } from './covariance.ts'
import { fullCovariance } from './covariance.ts'

/** The share γ of the source's solutions that are promising. */
const promising = 0.1
/** The width α of the kernel around each of them, in the unit cube. */
const kernelWidth = 0.1

export interface SourceSolution {
  /** In the unit cube. */
  readonly x: Float64Array
  /** To be minimised. */
  readonly value: number
}

export interface StartDistribution {
  readonly mean: Float64Array
  readonly sigma: number
  readonly covariance: Covariance
}

/**
 * The normal distribution nearest to where the best tenth of another study's solutions lie, as the one to start from.
 *
 * Nomura, Watanabe, Akimoto, Ozaki and Onishi 2021, "Warm starting CMA-ES", arXiv:2012.06932, eqs. 8-10.
 *
 * @param solutions at least one
 */
export function warmStart(solutions: readonly SourceSolution[]): StartDistribution {
  const count = Math.max(1, Math.floor(solutions.length * promising))
  const best = solutions.toSorted((a, b) => a.value - b.value).slice(0, count)
  const d = best[0].x.length
  const mean = new Float64Array(d)
  for (const { x } of best) for (let j = 0; j < d; j++) mean[j] += x[j] / count
  const spread = new Float64Array(d * d)
  for (let i = 0; i < d; i++) {
    spread[i * d + i] = kernelWidth ** 2
    for (let j = 0; j < d; j++) {
      for (const { x } of best) spread[i * d + j] += ((x[i] - mean[i]) * (x[j] - mean[j])) / count
    }
  }
  // σ = |Σ|^(1/2d), so that the matrix that is left has volume 1.
  const { lengths } = fullCovariance(spread, d)
  const sigma = Math.exp(lengths.reduce((sum, length) => sum + Math.log(length), 0) / d)
  return { mean, sigma, covariance: fullCovariance(spread.map((value) => value / sigma ** 2), d) } // prettier-ignore
}
