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
import { factorize, logDeterminant } from '../../../../math/linalg/cholesky.ts'
import { applyInverse, inverseFromLower, invertLower } from '../../../../math/linalg/lower-inverse.ts'
import { square } from '../../../../math/linalg/square.ts'
import type { Correlation } from './covariance.ts'
import {
  type Hyperparameters,
  type LengthscalePrior,
  fromRaw,
  leastNoise,
  logPrior,
  subtractPriorGradient,
} from './hyperparameters.ts'
import { type Inputs, addWeightedDifferences, squaredDistances } from './inputs.ts'

export interface Observations {
  readonly inputs: Inputs
  /** y, [n]. */
  readonly values: Float64Array
  /** Variances known beforehand, [n], which add to σ²_n; 0 by default. */
  readonly noises?: Float64Array | undefined
}

export interface LikelihoodSettings {
  readonly correlation: Correlation
  readonly deterministic: boolean
  readonly lengthscales?: LengthscalePrior
  /** Receives the slopes of the loss with respect to X, column by column; X may then change from call to call. */
  readonly slopes?: readonly Float64Array[]
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
  { inputs, values, noises }: Observations,
  { correlation, deterministic, lengthscales, slopes }: LikelihoodSettings,
): (raw: Float64Array, gradient: Float64Array) => number {
  const n = inputs.count
  let points = pointRows(inputs)
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
      k.data[a * n + a] = hyper.outputscale + hyper.noiseVariance + (noises?.[a] ?? 0)
    }
  }

  function sumGradient(hyper: Hyperparameters): LikelihoodSums {
    const parameters = hyper.inverseSquaredLengthscales.length
    slopes?.forEach((column) => column.fill(0))
    const sums = { differences: new Float64Array(parameters), correlation: 0, trace: 0 }
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < a; b++) {
        const g = 2 * (alpha[a] * alpha[b] - inverse.data[a * n + b])
        sums.correlation += g * correlated.data[a * n + b]
        factors[b] = g * sloped.data[a * n + b]
      }
      sums.trace += alpha[a] * alpha[a] - inverse.data[a * n + a]
      addWeightedDifferences(inputs, { point: points[a], factors, to: a }, sums.differences)
      if (slopes !== undefined) addInputSlopes(inputs, { a, factors, hyper }, slopes)
    }
    sums.correlation += sums.trace
    return sums
  }

  return (raw, gradient) => {
    const hyper = fromRaw(raw, deterministic)
    if (slopes !== undefined) points = pointRows(inputs)
    fillCovariance(hyper)
    gradient.fill(0)
    if (!factorize(k)) return Number.POSITIVE_INFINITY
    invertLower(k, w)
    inverseFromLower(w, inverse)
    const fit = applyInverse(w, values, alpha)
    const parameters = hyper.inverseSquaredLengthscales.length
    const { differences, correlation: correlationSum, trace } = sumGradient(hyper)
    for (let j = 0; j < parameters; j++) {
      gradient[j] = -0.5 * hyper.outputscale * hyper.inverseSquaredLengthscales[j] * differences[j]
    }
    gradient[parameters] = -0.5 * hyper.outputscale * correlationSum
    if (!deterministic) gradient[parameters + 1] = -0.5 * (hyper.noiseVariance - leastNoise) * trace
    subtractPriorGradient(hyper, { deterministic, lengthscales }, gradient)
    return 0.5 * (fit + logDeterminant(k)) - logPrior(hyper, lengthscales)
  }
}

/** The points row by row: [n] × [m]. */
function pointRows({ columns, count }: Inputs): readonly Float64Array[] {
  return Array.from({ length: count }, (_, a) => Float64Array.from(columns, (column) => column[a]))
}

/**
 * Adds what the pairs of point `a` with the points before it contribute to the slopes: −½ G ∂k/∂x, where ∂k/∂x is
 * σ²_f c′(s) 2 w (x_a − x_b) for one of a pair and its negative for the other.
 *
 * @param factors 2 G c′(s) of each pair
 */
function addInputSlopes(
  { layout, columns }: Inputs,
  { a, factors, hyper }: { readonly a: number; readonly factors: Float64Array; readonly hyper: Hyperparameters },
  slopes: readonly Float64Array[],
): void {
  layout.forEach(({ axis, hamming, unseen }, j) => {
    if (hamming || unseen === true) return
    const column = columns[j]
    const scale = -hyper.outputscale * hyper.inverseSquaredLengthscales[axis]
    for (let b = 0; b < a; b++) {
      const slope = scale * factors[b] * (column[a] - column[b])
      slopes[j][a] += slope
      slopes[j][b] -= slope
    }
  })
}
