import type { Rng } from '../../base/rng.ts'
import type { ActivationName } from './activation.ts'

/** A fully connected network with one output: `depth` hidden layers of `width` units. */
export interface NetOptions {
  /** Units in each hidden layer, at least 1. */
  readonly width: number
  /** Hidden layers, at least 1. */
  readonly depth: number
  readonly activation: ActivationName
}

/** One affine layer inside the flat parameter vector: weights [outputs, inputs] row-major, then biases [outputs]. */
export interface DenseLayer {
  readonly inputs: number
  readonly outputs: number
  readonly weights: number
  readonly biases: number
}

/** The layers of a network and the length of its parameter vector. */
export interface MlpLayout {
  readonly layers: readonly DenseLayer[]
  readonly parameterCount: number
}

/** Where each layer of `net` over `inputs` coordinates keeps its parameters. */
export function mlpLayout(net: NetOptions, inputs: number): MlpLayout {
  const sizes = [inputs, ...Array.from({ length: net.depth }, () => net.width), 1]
  const layers: DenseLayer[] = []
  let offset = 0
  for (let l = 0; l + 1 < sizes.length; l++) {
    const [from, to] = [sizes[l], sizes[l + 1]]
    layers.push({ inputs: from, outputs: to, weights: offset, biases: offset + from * to })
    offset += (from + 1) * to
  }
  return { layers, parameterCount: offset }
}

/**
 * Fresh parameters: weights and biases uniform in ±1/√inputs (LeCun et al. 1998, "Efficient BackProp", section 4.6, in
 * the form that PyTorch made common). Random biases matter with one input: with zero biases every unit of the first layer
 * would bend at the same point.
 */
export function initialParameters(layout: MlpLayout, rng: Rng): Float64Array {
  const parameters = new Float64Array(layout.parameterCount)
  for (const { inputs, outputs, weights } of layout.layers) {
    const bound = 1 / Math.sqrt(inputs)
    const end = weights + (inputs + 1) * outputs
    for (let i = weights; i < end; i++) parameters[i] = bound * (2 * rng.uniform() - 1)
  }
  return parameters
}
