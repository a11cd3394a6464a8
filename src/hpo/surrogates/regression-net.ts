/**
 * A small network for regression: two hidden layers of tanh units, one output, in f64.
 *
 * | symbol | meaning                        | shape                |
 * | ------ | ------------------------------ | -------------------- |
 * | x      | coordinates in [0, 1]           | [d]                  |
 * | h₁ h₂  | hidden layers                   | [width]              |
 * | θ      | W₁, b₁, W₂, b₂, w₃, b₃          | (d + width + 3) · width + 1 |
 */
import type { Rng } from '../../base/rng.ts'
import { lbfgs } from '../../math/optimize/lbfgs.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'

export interface NetShape {
  readonly inputs: number
  readonly width: number
}

export function parameterCount({ inputs, width }: NetShape): number {
  return (inputs + width + 3) * width + 1
}

/** Where each layer begins in θ. */
function offsets({ inputs, width }: NetShape): { b1: number; w2: number; b2: number; w3: number; b3: number } {
  const b1 = inputs * width
  const w2 = b1 + width
  const b2 = w2 + width * width
  const w3 = b2 + width
  return { b1, w2, b2, w3, b3: w3 + width }
}

/** Weights as Glorot and Bengio 2010 draw them; first-layer weights reach across a box of width 1, biases across it. */
export function drawParameters(shape: NetShape, rng: Rng): Float64Array {
  const { inputs, width } = shape
  const at = offsets(shape)
  const theta = new Float64Array(parameterCount(shape))
  for (let j = 0; j < width; j++) {
    let middle = 0
    for (let d = 0; d < inputs; d++) {
      const weight = (3 * rng.normal()) / Math.sqrt(inputs)
      theta[j * inputs + d] = weight
      middle += weight * rng.uniform()
    }
    // The unit bends inside the box.
    theta[at.b1 + j] = -middle
  }
  for (let i = at.w2; i < at.b2; i++) theta[i] = rng.normal() / Math.sqrt(width)
  for (let i = at.b2; i < at.w3; i++) theta[i] = 0.1 * rng.normal()
  for (let i = at.w3; i < at.b3; i++) theta[i] = rng.normal() / Math.sqrt(width)
  return theta
}

/** One evaluation at a time; the arrays hold those of the last point. */
export class RegressionNet {
  readonly shape: NetShape
  readonly h1: Float64Array
  readonly h2: Float64Array
  private readonly at: ReturnType<typeof offsets>
  private readonly back1: Float64Array
  private readonly back2: Float64Array

  constructor(shape: NetShape) {
    this.shape = shape
    this.at = offsets(shape)
    const layer = (): Float64Array => new Float64Array(shape.width)
    this.h1 = layer()
    this.h2 = layer()
    this.back1 = layer()
    this.back2 = layer()
  }

  /** The output at x; fills h₁ and h₂. */
  forward(theta: Float64Array, x: Float64Array): number {
    const { inputs, width } = this.shape
    const { b1, w2, b2, w3, b3 } = this.at
    const { h1, h2 } = this
    for (let j = 0; j < width; j++) {
      let z = theta[b1 + j]
      for (let d = 0; d < inputs; d++) z += theta[j * inputs + d] * x[d]
      h1[j] = tanh(z)
    }
    let output = theta[b3]
    for (let j = 0; j < width; j++) {
      let z = theta[b2 + j]
      const row = w2 + j * width
      for (let k = 0; k < width; k++) z += theta[row + k] * h1[k]
      h2[j] = tanh(z)
      output += theta[w3 + j] * h2[j]
    }
    return output
  }

  /**
   * After `forward`: adds to `gradient` (in θ, or none) and overwrites `slope` (in x, or none) for a loss with the slopes
   * `inHidden` in h₂ [width] and `inOutput` in the output.
   */
  backward(theta: Float64Array, x: Float64Array, loss: Backward): void {
    const { inputs, width } = this.shape
    const { b1, w2, b2, w3, b3 } = this.at
    const { h1, h2, back1, back2 } = this
    const { inOutput, inHidden, gradient, slope } = loss
    back1.fill(0)
    for (let j = 0; j < width; j++) {
      const adjoint = inOutput * theta[w3 + j] + (inHidden === null ? 0 : inHidden[j])
      back2[j] = adjoint * (1 - h2[j] * h2[j])
      const row = w2 + j * width
      for (let k = 0; k < width; k++) back1[k] += back2[j] * theta[row + k]
    }
    for (let k = 0; k < width; k++) back1[k] *= 1 - h1[k] * h1[k]
    if (slope !== null) {
      slope.fill(0)
      for (let j = 0; j < width; j++) for (let d = 0; d < inputs; d++) slope[d] += back1[j] * theta[j * inputs + d]
    }
    if (gradient === null) return
    gradient[b3] += inOutput
    for (let j = 0; j < width; j++) {
      gradient[w3 + j] += inOutput * h2[j]
      gradient[b2 + j] += back2[j]
      gradient[b1 + j] += back1[j]
      const row = w2 + j * width
      for (let k = 0; k < width; k++) gradient[row + k] += back2[j] * h1[k]
      for (let d = 0; d < inputs; d++) gradient[j * inputs + d] += back1[j] * x[d]
    }
  }
}

/** Absolute error 3e-16, twice as fast as Math.tanh; for large |z| it saturates through exp = ∞ or 0. */
function tanh(z: number): number {
  return 1 - 2 / (Math.exp(2 * z) + 1)
}

interface Backward {
  readonly inOutput: number
  readonly inHidden: Float64Array | null
  readonly gradient: Float64Array | null
  readonly slope: Float64Array | null
}

/** Iterations of L-BFGS, which fit some hundred smooth values to a few per cent of their spread. */
const iterations = 100
/** Weight decay, as the variance of noise over that of weights: it keeps units from turning into steps. */
const decay = 1e-4

/** Trains θ from `start` to values at points. */
export function trainNet(
  shape: NetShape,
  { points, values }: { readonly points: readonly Float64Array[]; readonly values: ArrayLike<number> },
  start: Float64Array,
): Float64Array {
  const net = new RegressionNet(shape)
  const count = points.length
  const objective: Objective = (theta, gradient) => {
    gradient.fill(0)
    let loss = 0
    for (let p = 0; p < count; p++) {
      const error = net.forward(theta, points[p]) - values[p]
      loss += (error * error) / count
      net.backward(theta, points[p], { inOutput: (2 * error) / count, inHidden: null, gradient, slope: null })
    }
    for (let i = 0; i < theta.length; i++) {
      loss += (decay / count) * theta[i] * theta[i]
      gradient[i] += ((2 * decay) / count) * theta[i]
    }
    return loss
  }
  const optimizer = lbfgs(objective, start)
  for (let i = 0; i < iterations && optimizer.step() === null; i++);
  return optimizer.x.slice()
}
