import {
  addOuterProduct,
  multiplyPanel,
  multiplyTransposed,
  type PanelProduct,
} from '../../../math/linalg/panel-product.ts'
import type { JetPanel } from '../jet-panel.ts'
import type { DenseLayer } from '../net-layout.ts'

/** z = W h + b on every stream, and its reverse. */
export interface Dense {
  forward(parameters: Float64Array): void
  /** Adds W̄ = Σ z̄ hᵀ and b̄ = Σ z̄ to `gradient`. */
  addGradient(gradient: Float64Array): void
  /** The same point by point: row p mod `rowCount` of `rows`, [rowCount, parameterCount], gets what point p contributes. */
  addRows(rows: JacobianRows): void
  /** Overwrites h̄ with Wᵀ z̄. */
  reverse(parameters: Float64Array): void
}

export interface JacobianRows {
  readonly values: Float64Array
  readonly rowCount: number
  readonly parameterCount: number
  /** Points that belong to a row; the rest is padding. */
  readonly points: number
}

export interface DenseArrays {
  readonly layer: DenseLayer
  /** h, what goes in. */
  readonly below: JetPanel
  /** h̄; null if nothing below has parameters. */
  readonly belowAdjoint: JetPanel | null
  readonly z: JetPanel
  readonly zAdjoint: JetPanel
}

export function createDense({ layer, below, belowAdjoint, z, zAdjoint }: DenseArrays): Dense {
  const { points } = z
  const { weights, biases, inputs, outputs } = layer
  const shape = { offset: weights, rows: outputs, inner: inputs, points }
  // Most derivatives of the coordinates are 0 everywhere, and stay so through W.
  const busy = z.streams.map((_, s) => s).filter((s) => belowAdjoint !== null || below.streams[s].some((x) => x !== 0))
  const bind = (x: JetPanel, y: JetPanel): PanelProduct[] =>
    busy.map((s) => ({ ...shape, x: x.streams[s], y: y.streams[s] }))
  const products = bind(below, z)
  const gradientProducts = bind(below, zAdjoint)
  const adjointProducts = belowAdjoint === null ? [] : bind(belowAdjoint, zAdjoint)
  return {
    forward(parameters) {
      for (const product of products) multiplyPanel(product, parameters)
      addBiases(z, parameters.subarray(biases, biases + outputs))
    },
    addGradient(gradient) {
      for (const product of gradientProducts) addOuterProduct(product, gradient)
      sumRows(zAdjoint, gradient.subarray(biases, biases + outputs))
    },
    addRows(rows) {
      addPointwise(gradientProducts, { layer, bias: zAdjoint.streams[0] }, rows)
    },
    reverse(parameters) {
      for (const product of adjointProducts) multiplyTransposed(product, parameters)
    },
  }
}

function addBiases({ streams, units, points }: JetPanel, biases: Float64Array): void {
  const value = streams[0]
  for (let unit = 0; unit < units; unit++) {
    const bias = biases[unit]
    const end = (unit + 1) * points
    for (let i = unit * points; i < end; i++) value[i] += bias
  }
}

function sumRows({ streams, units, points }: JetPanel, sums: Float64Array): void {
  const value = streams[0]
  for (let unit = 0; unit < units; unit++) {
    let sum = 0
    const end = (unit + 1) * points
    for (let i = unit * points; i < end; i++) sum += value[i]
    sums[unit] += sum
  }
}

function addPointwise(
  products: readonly PanelProduct[],
  { layer, bias }: { readonly layer: DenseLayer; readonly bias: Float64Array },
  rows: JacobianRows,
): void {
  const { weights, biases, inputs, outputs } = layer
  const { values, rowCount, parameterCount } = rows
  const h = new Float64Array(inputs)
  for (let p = 0; p < rows.points; p++) {
    const row = (p % rowCount) * parameterCount
    for (const { x, y, points } of products) {
      for (let k = 0; k < inputs; k++) h[k] = x[k * points + p]
      for (let j = 0; j < outputs; j++) {
        const slope = y[j * points + p]
        const at = row + weights + j * inputs
        for (let k = 0; k < inputs; k++) values[at + k] += slope * h[k]
      }
    }
    const points = bias.length / outputs
    for (let j = 0; j < outputs; j++) values[row + biases + j] += bias[j * points + p]
  }
}
