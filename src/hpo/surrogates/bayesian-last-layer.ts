/**
 * Bayesian linear regression on the last hidden layer of a trained network: Snoek et al. 2015, "Scalable Bayesian
 * optimization using deep neural networks". Costs one network, and grows with the number of observations only linearly.
 *
 * | symbol | meaning                                                          | shape                  |
 * | ------ | ---------------------------------------------------------------- | ---------------------- |
 * | φ      | last hidden layer and 1                                          | [width + 1]            |
 * | α, β   | precision of the weights and of the observations                 |                        |
 * | A      | α I + β Σ φ φᵀ; the weights are normal with mean m, variance A⁻¹   | [width + 1, width + 1] |
 *
 * mean m·φ, variance φᵀ A⁻¹ φ. α and β maximise the evidence (MacKay 1992, "Bayesian interpolation", equations 4.1 to 4.4).
 */
import { factorize, solveLower, solveLowerTransposed } from '../../math/linalg/cholesky.ts'
import { square } from '../../math/linalg/square.ts'
import { drawParameters, RegressionNet, trainNet } from './regression-net.ts'
import type { SurrogateDefinition } from './surrogate.ts'

export const definition: SurrogateDefinition = {
  fit({ points, values }, rng, { width = 16 } = {}) {
    const inputs = points[0].length
    const shape = { inputs, width }
    const net = new RegressionNet(shape)
    const theta = trainNet(shape, { points, values }, drawParameters(shape, rng.fork('start')))
    const features = points.map((point) => {
      net.forward(theta, point)
      return Float64Array.of(...net.h2, 1)
    })
    const { weights, covariance } = regress(features, values)
    const size = width + 1
    // The regression takes the place of the network's own last layer.
    theta.set(weights, theta.length - size)
    const spread = new Float64Array(size)
    const predict = (point: Float64Array): { mean: number; variance: number } => {
      const mean = net.forward(theta, point)
      let variance = 0
      for (let i = 0; i < size; i++) {
        let sum = covariance[i * size + width]
        for (let j = 0; j < width; j++) sum += covariance[i * size + j] * net.h2[j]
        spread[i] = sum
        variance += sum * (i < width ? net.h2[i] : 1)
      }
      return { mean, variance: Math.max(0, variance) }
    }
    return {
      networks: { kind: 'lastLayer', network: { ...shape, parameters: theta, prior: null }, covariance },
      predict,
      gradient(point) {
        predict(point)
        const result = { mean: new Float64Array(inputs), variance: new Float64Array(inputs) }
        const inHidden = spread.subarray(0, width).map((value) => 2 * value)
        net.backward(theta, point, { inOutput: 1, inHidden: null, gradient: null, slope: result.mean })
        net.backward(theta, point, { inOutput: 0, inHidden, gradient: null, slope: result.variance })
        return result
      },
    }
  },
}

/** Rounds of the fixed point for α and β, and how far they may go. */
const rounds = 15
const [least, most] = [1e-4, 1e6]

function regress(
  features: readonly Float64Array[],
  values: ArrayLike<number>,
): { readonly weights: Float64Array; readonly covariance: Float64Array } {
  const size = features[0].length
  const count = features.length
  const gram = new Float64Array(size * size)
  const moment = new Float64Array(size)
  features.forEach((phi, p) => {
    for (let i = 0; i < size; i++) {
      moment[i] += phi[i] * values[p]
      for (let j = 0; j < size; j++) gram[i * size + j] += phi[i] * phi[j]
    }
  })
  let [alpha, beta] = [1, 100]
  let weights = new Float64Array(size)
  let covariance = new Float64Array(size * size)
  for (let round = 0; round < rounds; round++) {
    covariance = inverse(gram, size, { alpha, beta })
    weights = Float64Array.from({ length: size }, (_, i) => {
      let sum = 0
      for (let j = 0; j < size; j++) sum += beta * covariance[i * size + j] * moment[j]
      return sum
    })
    let trace = 0
    for (let i = 0; i < size; i++) trace += covariance[i * size + i]
    const known = size - alpha * trace
    const length = weights.reduce((sum, weight) => sum + weight * weight, 0)
    const residual = features.reduce((sum, phi, p) => sum + (values[p] - dot(phi, weights)) ** 2, 0)
    alpha = clamped(known / length)
    beta = clamped((count - known) / residual)
  }
  return { weights, covariance }
}

/** (α I + β G)⁻¹ */
function inverse(
  gram: Float64Array,
  size: number,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): Float64Array<ArrayBuffer> {
  const a = square(size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) a.data[i * a.stride + j] = beta * gram[i * size + j] + (i === j ? alpha : 0)
  }
  factorize(a)
  const result = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    const column = new Float64Array(size)
    column[i] = 1
    solveLower(a, column)
    solveLowerTransposed(a, column)
    result.set(column, i * size)
  }
  return result
}

function clamped(precision: number): number {
  return Number.isFinite(precision) ? Math.min(most, Math.max(least, precision)) : most
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
