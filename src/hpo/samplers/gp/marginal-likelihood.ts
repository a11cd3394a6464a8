/**
 * How well hyperparameters explain the observations, with its gradient.
 *
 * | symbol | meaning                                                        | shape  |
 * | ------ | -------------------------------------------------------------- | ------ |
 * | K      | σ²_f c(s) + σ²_n I                                             | [n, n] |
 * | y      | standardised observations                                      | [n]    |
 * | α      | K⁻¹ y                                                          | [n]    |
 * | G      | α αᵀ − K⁻¹; ∂ log p / ∂θ = ½ Σ G ∘ ∂K/∂θ                         | [n, n] |
 *
 * Rasmussen and Williams 2006, equations 5.8 and 5.9; the constant n/2 log 2π is left out.
 */
import { factorize, logDeterminant } from '../../../math/linalg/cholesky.ts'
import { applyInverse, inverseFromLower, invertLower } from '../../../math/linalg/lower-inverse.ts'
import { square } from '../../../math/linalg/square.ts'
import type { Correlation } from './covariance.ts'
import { type Hyperparameters, fromRaw, leastNoise, logPrior, subtractPriorGradient } from './hyperparameters.ts'
import { type Inputs, addWeightedDifferences, squaredDistances } from './inputs.ts'

export interface Observations {
  readonly inputs: Inputs
  /** y, [n]. */
  readonly values: Float64Array
}

/** Sums of the gradient, before they are taken to the scale of `raw`. */
interface LikelihoodSums {
  /** Σ over pairs of G c′(s) Δ²ⱼ. */
  readonly differences: Float64Array
  /** Σ G ∘ c(s). */
  correlation: number
  /** tr G. */
  trace: number
}

/**
 * The negative log posterior of raw hyperparameters: what a fit minimises. Infinite where K is not positive definite.
 *
 * Each call overwrites `gradient`. It owns five matrices of n² numbers, reused from call to call.
 */
export function negativeLogPosterior(
  { inputs, values }: Observations,
  { correlation, deterministic }: { readonly correlation: Correlation; readonly deterministic: boolean },
): (raw: Float64Array, gradient: Float64Array) => number {
  const n = inputs.count
  const points = pointRows(inputs)
  const [correlated, sloped, k, w, inverse] = [square(n), square(n), square(n), square(n), square(n)]
  const alpha = new Float64Array(n)
  const factors = new Float64Array(n)

  function fillCovariance(hyper: Hyperparameters): void {
    const weights = hyper.inverseSquaredLengthscales
    for (let a = 0; a < n; a++) {
      const row = correlated.data.subarray(a * n, a * n + a)
      squaredDistances(inputs, { point: points[a], weights, to: a }, row)
      correlation(row, sloped.data.subarray(a * n, a * n + a), a)
      for (let b = 0; b < a; b++) k.data[a * n + b] = hyper.outputscale * row[b]
      k.data[a * n + a] = hyper.outputscale + hyper.noiseVariance
    }
  }

  function sumGradient(parameters: number): LikelihoodSums {
    const sums = { differences: new Float64Array(parameters), correlation: 0, trace: 0 }
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < a; b++) {
        const g = 2 * (alpha[a] * alpha[b] - inverse.data[a * n + b])
        sums.correlation += g * correlated.data[a * n + b]
        factors[b] = g * sloped.data[a * n + b]
      }
      sums.trace += alpha[a] * alpha[a] - inverse.data[a * n + a]
      addWeightedDifferences(inputs, { point: points[a], factors, to: a }, sums.differences)
    }
    sums.correlation += sums.trace
    return sums
  }

  return (raw, gradient) => {
    const hyper = fromRaw(raw, deterministic)
    fillCovariance(hyper)
    gradient.fill(0)
    if (!factorize(k)) return Number.POSITIVE_INFINITY
    invertLower(k, w)
    inverseFromLower(w, inverse)
    const fit = applyInverse(w, values, alpha)
    const parameters = hyper.inverseSquaredLengthscales.length
    const { differences, correlation: correlationSum, trace } = sumGradient(parameters)
    for (let j = 0; j < parameters; j++) {
      gradient[j] = -0.5 * hyper.outputscale * hyper.inverseSquaredLengthscales[j] * differences[j]
    }
    gradient[parameters] = -0.5 * hyper.outputscale * correlationSum
    if (!deterministic) gradient[parameters + 1] = -0.5 * (hyper.noiseVariance - leastNoise) * trace
    subtractPriorGradient(hyper, deterministic, gradient)
    return 0.5 * (fit + logDeterminant(k)) - logPrior(hyper)
  }
}

/** The points row by row: [n] × [m]. */
function pointRows({ columns, count }: Inputs): readonly Float64Array[] {
  return Array.from({ length: count }, (_, a) => Float64Array.from(columns, (column) => column[a]))
}
