import type { Rng } from '../../base/rng.ts'
import type { NetOptions } from './net-options.ts'

/** One affine layer inside the flat parameter vector: weights [outputs, inputs] row-major, then biases [outputs]. */
export interface DenseLayer {
  readonly inputs: number
  readonly outputs: number
  /** Where its weights begin. */
  readonly weights: number
  /** Where its biases begin. */
  readonly biases: number
}

/** The layers of a network and the length of its parameter vector. */
export interface NetLayout {
  /** All layers in the order of their parameters. */
  readonly layers: readonly DenseLayer[]
  /** The two encodings U and V of a modified MLP; null for other architectures. */
  readonly encoders: readonly [DenseLayer, DenseLayer] | null
  readonly hidden: readonly DenseLayer[]
  readonly output: DenseLayer
  readonly parameterCount: number
}

/** Where each layer of `net` over `inputs` coordinates keeps its parameters. */
export function netLayout(net: NetOptions, inputs: number): NetLayout {
  const { width, depth, outputs = 1, architecture = 'mlp', fourier } = net
  const features = fourier === undefined ? inputs : 2 * fourier.features
  const layers: DenseLayer[] = []
  let offset = 0
  const add = (from: number, to: number): DenseLayer => {
    const layer = { inputs: from, outputs: to, weights: offset, biases: offset + from * to }
    layers.push(layer)
    offset += (from + 1) * to
    return layer
  }
  const encoders: NetLayout['encoders'] =
    architecture === 'modifiedMlp' ? [add(features, width), add(features, width)] : null
  const hidden = Array.from({ length: depth }, (_, l) => add(l === 0 ? features : width, width))
  const output = add(width, outputs)
  return { layers, encoders, hidden, output, parameterCount: offset }
}

/**
 * Fresh parameters: weights and biases uniform in ±1/√inputs (LeCun et al. 1998, "Efficient BackProp", section 4.6, in
 * the form that PyTorch made common). Random biases matter with one input: with zero biases every unit of the first layer
 * would bend at the same point.
 */
export function initialParameters(layout: NetLayout, rng: Rng): Float64Array {
  const parameters = new Float64Array(layout.parameterCount)
  for (const { inputs, outputs, weights } of layout.layers) {
    const bound = 1 / Math.sqrt(inputs)
    const end = weights + (inputs + 1) * outputs
    for (let i = weights; i < end; i++) parameters[i] = bound * (2 * rng.uniform() - 1)
  }
  return parameters
}
