/**
 * A network evaluated together with its derivatives in the inputs, and the gradient of anything computed from them.
 *
 * Forward mode carries the streams (u, u_x, u_xx) through the layers; one reverse pass over all streams gives the gradient
 * in the parameters. Derived by hand from Faà di Bruno's formula to second order.
 *
 * | symbol   | meaning                                        | shape            |
 * | -------- | ---------------------------------------------- | ---------------- |
 * | a        | activations of a layer, all streams            | [units, points]  |
 * | z        | pre-activations, z = W a + b, all streams      | [units, points]  |
 * | s1 s2 s3 | σ′(z), σ″(z), σ‴(z)                            | [units, points]  |
 * | x̄        | adjoint of x: the gradient of the loss in x    | as x             |
 *
 * forward: a = σ(z), a_x = σ′ z_x, a_xx = σ″ z_x² + σ′ z_xx
 * reverse: z̄ = σ′ ā + Σ_x [σ″ z_x ā_x + (σ‴ z_x² + σ″ z_xx) ā_xx], z̄_x = σ′ ā_x + 2 σ″ z_x ā_xx, z̄_xx = σ′ ā_xx
 */
import {
  addOuterProduct,
  multiplyPanel,
  multiplyTransposed,
  panelBlock,
  type PanelProduct,
} from '../../math/linalg/panel-product.ts'
import { activations, type Activation, type ActivationSlopes } from './activation.ts'
import { createJets, type Jets } from './jets.ts'
import { mlpLayout, type DenseLayer, type MlpLayout, type NetOptions } from './mlp.ts'

export interface JetNetwork {
  readonly layout: MlpLayout
  /** What `forward` computes: u and its derivatives at the points, then at padding that repeats the last point. */
  readonly output: Jets
  /** What `reverse` reads: the gradient of the loss in each entry of `output`. It must stay 0 on padding. */
  readonly outputAdjoint: Jets
  /** Fills `output` for `parameters`. */
  forward(parameters: Float64Array): void
  /** Overwrites `gradient` with that of the loss whose gradient in `output` is `outputAdjoint`; follows a `forward`. */
  reverse(parameters: Float64Array, gradient: Float64Array): void
}

/**
 * The network `net` on the fixed batch `coordinates`, [points, inputs] row-major. All memory is allocated here: `forward`
 * and `reverse` allocate nothing that grows with the batch.
 */
export function createJetNetwork(net: NetOptions, coordinates: Float64Array, inputs: number): JetNetwork {
  const layout = mlpLayout(net, inputs)
  const points = Math.ceil(coordinates.length / inputs / panelBlock) * panelBlock
  const activation: Activation = activations[net.activation]
  const layers: LayerWorkspace[] = []
  let below = inputJets(coordinates, inputs, points)
  let belowAdjoint = createJets(inputs * points, inputs)
  for (const dense of layout.layers) {
    const layer = createLayer(dense, { points, inputs, below, belowAdjoint })
    layers.push(layer)
    below = layer.a
    belowAdjoint = layer.adjoint
  }
  const hidden = layers.slice(0, -1)
  const last = layers[layers.length - 1]
  return {
    layout,
    output: last.z,
    outputAdjoint: last.adjoint,
    forward(parameters) {
      for (const layer of hidden) {
        applyWeights(layer, parameters)
        activation(layer.z.value, layer.slopes)
        bendStreams(layer)
      }
      applyWeights(last, parameters)
    },
    reverse(parameters, gradient) {
      gradient.fill(0)
      for (let l = layers.length - 1; l >= 0; l--) {
        const layer = layers[l]
        if (l < layers.length - 1) unbendStreams(layer)
        addWeightGradients(layer, gradient)
        if (l > 0) for (const product of layer.adjointProducts) multiplyTransposed(product, parameters)
      }
    },
  }
}

/** Everything that one layer computes and keeps for the reverse pass. */
interface LayerWorkspace {
  readonly dense: DenseLayer
  readonly points: number
  readonly z: Jets
  readonly a: Jets
  readonly slopes: ActivationSlopes
  /** ā on entry to the reverse pass of the layer, turned into z̄ in place. */
  readonly adjoint: Jets
  /** z = W a, one product per stream. */
  readonly products: readonly PanelProduct[]
  /** W̄ = z̄ aᵀ, one product per stream. */
  readonly gradientProducts: readonly PanelProduct[]
  /** ā of the layer below = Wᵀ z̄, one product per stream. */
  readonly adjointProducts: readonly PanelProduct[]
}

interface LayerSurroundings {
  readonly points: number
  readonly inputs: number
  readonly below: Jets
  readonly belowAdjoint: Jets
}

function createLayer(dense: DenseLayer, around: LayerSurroundings): LayerWorkspace {
  const { points, inputs } = around
  const size = dense.outputs * points
  const z = createJets(size, inputs)
  const a = createJets(size, inputs)
  const adjoint = createJets(size, inputs)
  const products = (x: Jets, y: Jets): PanelProduct[] => {
    const ys = y.streams
    const shape = { offset: dense.weights, rows: dense.outputs, inner: dense.inputs, points }
    return x.streams.map((stream, s) => ({ ...shape, x: stream, y: ys[s] }))
  }
  return {
    dense,
    points,
    z,
    a,
    slopes: { s0: a.value, s1: new Float64Array(size), s2: new Float64Array(size), s3: new Float64Array(size) },
    adjoint,
    products: products(around.below, z),
    gradientProducts: products(around.below, adjoint),
    adjointProducts: products(around.belowAdjoint, adjoint),
  }
}

/** The inputs as jets of themselves: ∂x_d/∂x_d = 1 and nothing else. */
function inputJets(coordinates: Float64Array, inputs: number, points: number): Jets {
  const jets = createJets(inputs * points, inputs)
  const given = coordinates.length / inputs
  for (let d = 0; d < inputs; d++) {
    for (let p = 0; p < points; p++) {
      jets.value[d * points + p] = coordinates[Math.min(p, given - 1) * inputs + d]
      jets.first[d][d * points + p] = 1
    }
  }
  return jets
}

function applyWeights(layer: LayerWorkspace, parameters: Float64Array): void {
  for (const product of layer.products) multiplyPanel(product, parameters)
  const { dense, points, z } = layer
  for (let unit = 0; unit < dense.outputs; unit++) {
    const bias = parameters[dense.biases + unit]
    const end = (unit + 1) * points
    for (let i = unit * points; i < end; i++) z.value[i] += bias
  }
}

function addWeightGradients(layer: LayerWorkspace, gradient: Float64Array): void {
  for (const product of layer.gradientProducts) addOuterProduct(product, gradient)
  const { dense, points, adjoint } = layer
  for (let unit = 0; unit < dense.outputs; unit++) {
    let sum = 0
    const end = (unit + 1) * points
    for (let i = unit * points; i < end; i++) sum += adjoint.value[i]
    gradient[dense.biases + unit] = sum
  }
}

/** a_x and a_xx from z; the value stream was filled by the activation itself. */
function bendStreams({ z, a, slopes }: LayerWorkspace): void {
  const { s1, s2 } = slopes
  for (let d = 0; d < z.first.length; d++) {
    const zx = z.first[d]
    const zxx = z.second[d]
    const ax = a.first[d]
    const axx = a.second[d]
    for (let i = 0; i < zx.length; i++) {
      const slope = zx[i]
      ax[i] = s1[i] * slope
      axx[i] = s2[i] * slope * slope + s1[i] * zxx[i]
    }
  }
}

/** ā to z̄, in place. The value stream collects from all the others, so it is scaled first. */
function unbendStreams({ z, adjoint, slopes }: LayerWorkspace): void {
  const { s1, s2, s3 } = slopes
  const value = adjoint.value
  for (let i = 0; i < value.length; i++) value[i] *= s1[i]
  for (let d = 0; d < z.first.length; d++) {
    const zx = z.first[d]
    const zxx = z.second[d]
    const bx = adjoint.first[d]
    const bxx = adjoint.second[d]
    for (let i = 0; i < zx.length; i++) {
      const slope = zx[i]
      const bend = s2[i] * slope
      const b1 = bx[i]
      const b2 = bxx[i]
      value[i] += bend * b1 + (s3[i] * slope * slope + s2[i] * zxx[i]) * b2
      bx[i] = s1[i] * b1 + 2 * bend * b2
      bxx[i] = s1[i] * b2
    }
  }
}
