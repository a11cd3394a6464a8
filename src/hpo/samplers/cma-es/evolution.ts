import type { Covariance } from './covariance.ts'

/** The averages of one kind of update. */
export interface Signal {
  readonly mean: Float64Array
  readonly power: number
  readonly eta: number
}

/** The learning rates of the mean and of the covariance matrix. */
export interface LearningRates {
  readonly mean: Signal
  readonly covariance: Signal
}

/** How discrete coordinates keep a probability of changing their value, although the step size shrinks. */
export interface Margin {
  readonly stretch: Float64Array
  /** α = 1/(dλ). */
  readonly least: number
  /** Grid points per coordinate, evenly spread over [0, 1]; 0 for a continuous one. */
  readonly points: readonly number[]
}

/** The search distribution N(m, σ²C) of one generation, and the paths that its mean has taken. Immutable. */
export interface Evolution {
  readonly generation: number
  readonly mean: Float64Array
  readonly sigma: number
  readonly covariance: Covariance
  /** p_σ: the path in coordinates in which steps are N(0, I). */
  readonly pSigma: Float64Array
  /** p_c: the path in steps of σ. */
  readonly pC: Float64Array
  /** Null unless learning rates are adapted. */
  readonly rates: LearningRates | null
  /** Null unless discrete parameters have a margin. */
  readonly margin: Margin | null
}

/** The distribution to start from. */
export function startEvolution(
  start: Pick<Evolution, 'mean' | 'sigma' | 'covariance' | 'rates' | 'margin'>,
): Evolution {
  const zeros = new Float64Array(start.mean.length)
  return { generation: 0, pSigma: zeros, pC: zeros, ...start }
}
