import type { Rng } from '../../base/rng.ts'

/** What a surrogate has learnt to predict at points of [0, 1]ᵈ, without the noise of observations. */
export interface Surrogate {
  /** The mean at a point and its variance, which is 0 or above: how little is known there. */
  predict(point: Float64Array): Prediction
  /** The slopes of mean and variance in the point's coordinates, each [d]. */
  gradient(point: Float64Array): { readonly mean: Float64Array; readonly variance: Float64Array }
  /** The networks behind it, for those who predict very many points elsewhere. */
  readonly networks: SurrogateNetworks
}

export interface Prediction {
  mean: number
  variance: number
}

/** Observations: points of [0, 1]ᵈ and standardised values (mean 0, variance 1). */
export interface SurrogateData {
  readonly points: readonly Float64Array[]
  readonly values: ArrayLike<number>
}

export interface SurrogateOptions {
  /** Units in each of the two hidden layers, at least 1. Default 16. */
  readonly width?: number
  /** Networks of an ensemble, at least 2. Default 5. */
  readonly members?: number
}

/** How a surrogate is registered. The same data and stream give the same surrogate. */
export interface SurrogateDefinition {
  fit(data: SurrogateData, rng: Rng, options?: SurrogateOptions): Surrogate
}

/**
 * A surrogate as matrices. With the last hidden layer h of one network and φ = (h, 1), mean and variance are those of an
 * ensemble of outputs ([members] of h each times its own row), or w·φ and |Lφ|².
 */
export type SurrogateNetworks =
  | { readonly kind: 'ensemble'; readonly members: readonly NetworkWeights[] }
  /** `covariance`: of the weights of the last layer, [width + 1, width + 1] row-major. */
  | { readonly kind: 'lastLayer'; readonly network: NetworkWeights; readonly covariance: Float64Array }

/** A network of two hidden layers of tanh units and one output; matrices are [outputs, inputs] row-major. */
export interface NetworkWeights {
  readonly inputs: number
  readonly width: number
  /** W₁, b₁, W₂, b₂, w₃, b₃ one after the other. */
  readonly parameters: Float64Array
  /** Added to the output as it is: a network that was not trained. Null: nothing. */
  readonly prior: Float64Array | null
}
