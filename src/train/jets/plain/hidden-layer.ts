import type { Activation } from '../activation.ts'
import { slopeCount } from '../activation.ts'
import type { JetSet } from '../jet-set.ts'
import { createPanel, type JetPanel } from '../jet-panel.ts'
import type { DenseLayer } from '../net-layout.ts'
import { bindComposition } from './composition.ts'
import { createDense, type Dense } from './dense.ts'
import { addMonomials, sumMonomials } from './monomials.ts'
import { productAdjointMonomials, productMonomials } from './product.ts'

/** A panel of a network with the gradient of the loss in it. */
export interface Signal {
  readonly value: JetPanel
  /** Null where the gradient is never needed: in the inputs. */
  readonly adjoint: JetPanel | null
}

/** One hidden layer: an affine map, the activation, and what the architecture does with the result. */
export interface HiddenLayer {
  readonly output: Required<Signal> & { readonly adjoint: JetPanel }
  forward(parameters: Float64Array): void
  /** From the gradient in `output` to that below; hands the affine map to `collect` once its z̄ is known. */
  reverse(parameters: Float64Array, collect: (dense: Dense) => void): void
}

export interface LayerParts {
  readonly set: JetSet
  readonly activation: Activation
  readonly layer: DenseLayer
  readonly below: Signal
}

/** h ← σ(W h + b) */
export function activatedLayer({ set, activation, layer, below }: LayerParts): HiddenLayer {
  const { points } = below.value
  const panel = (): JetPanel => createPanel(set, layer.outputs, points)
  const [z, zAdjoint, a, aAdjoint] = [panel(), panel(), panel(), panel()]
  const slopes = [a.streams[0]]
  while (slopes.length < slopeCount(set.top)) slopes.push(new Float64Array(a.streams[0].length))
  const dense = createDense({ layer, below: below.value, belowAdjoint: below.adjoint, z, zAdjoint })
  const composition = bindComposition(set, { z, a, slopes, aAdjoint, zAdjoint })
  return {
    output: { value: a, adjoint: aAdjoint },
    forward(parameters) {
      dense.forward(parameters)
      activation.fill(z.streams[0], slopes)
      composition.forward()
    },
    reverse(parameters, collect) {
      composition.reverse()
      collect(dense)
      dense.reverse(parameters)
    },
  }
}

/** h ← h + σ(W h + b) */
export function residualLayer(parts: LayerParts): HiddenLayer {
  const { set, below } = parts
  const inner = activatedLayer(parts)
  const { value: a, adjoint: aAdjoint } = inner.output
  const output = { value: createPanel(set, a.units, a.points), adjoint: createPanel(set, a.units, a.points) }
  const belowAdjoint = below.adjoint!
  return {
    output,
    forward(parameters) {
      inner.forward(parameters)
      output.value.streams.forEach((stream, s) => addInto(stream, below.value.streams[s], a.streams[s]))
    },
    reverse(parameters, collect) {
      output.adjoint.streams.forEach((stream, s) => aAdjoint.streams[s].set(stream))
      inner.reverse(parameters, collect)
      belowAdjoint.streams.forEach((stream, s) => addInto(stream, stream, output.adjoint.streams[s]))
    },
  }
}

/** The two encodings of the inputs that a modified MLP mixes: U, and D = V − U. */
export interface Encodings {
  readonly u: Required<Signal> & { readonly adjoint: JetPanel }
  readonly difference: Required<Signal> & { readonly adjoint: JetPanel }
  forward(parameters: Float64Array): void
  /** Before the layers above add their gradients. */
  clearAdjoints(): void
  reverse(parameters: Float64Array, collect: (dense: Dense) => void): void
}

export function createEncodings(
  parts: Omit<LayerParts, 'layer'>,
  layers: readonly [DenseLayer, DenseLayer],
): Encodings {
  const [first, second] = layers.map((layer) => activatedLayer({ ...parts, layer }))
  const { value: u, adjoint: uAdjoint } = first.output
  const { value: v, adjoint: vAdjoint } = second.output
  const difference = { value: createPanel(parts.set, u.units, u.points), adjoint: vAdjoint }
  return {
    u: first.output,
    difference,
    forward(parameters) {
      first.forward(parameters)
      second.forward(parameters)
      difference.value.streams.forEach((stream, s) => {
        for (let i = 0; i < stream.length; i++) stream[i] = v.streams[s][i] - u.streams[s][i]
      })
    },
    clearAdjoints() {
      for (const { streams } of [uAdjoint, vAdjoint]) for (const stream of streams) stream.fill(0)
    },
    reverse(parameters, collect) {
      // V̄ = D̄ and Ū has − D̄ on top of what came from the layers.
      uAdjoint.streams.forEach((stream, s) => {
        const other = vAdjoint.streams[s]
        for (let i = 0; i < stream.length; i++) stream[i] -= other[i]
      })
      first.reverse(parameters, collect)
      second.reverse(parameters, collect)
    },
  }
}

/** h ← U + z D with z = σ(W h + b) */
export function gatedLayer(parts: LayerParts, { u, difference }: Encodings): HiddenLayer {
  const { set } = parts
  const inner = activatedLayer(parts)
  const { value: z, adjoint: zAdjoint } = inner.output
  const output = { value: createPanel(set, z.units, z.points), adjoint: createPanel(set, z.units, z.points) }
  const forward = productMonomials(set, { f: z, g: difference.value, target: output.value })
  const toGate = productAdjointMonomials(set, { g: difference.value, adjoint: output.adjoint, target: zAdjoint })
  const toDifference = productAdjointMonomials(set, { g: z, adjoint: output.adjoint, target: difference.adjoint })
  return {
    output,
    forward(parameters) {
      inner.forward(parameters)
      output.value.streams.forEach((stream, s) => stream.set(u.value.streams[s]))
      addMonomials(forward)
    },
    reverse(parameters, collect) {
      u.adjoint.streams.forEach((stream, s) => addInto(stream, stream, output.adjoint.streams[s]))
      addMonomials(toDifference)
      sumMonomials(zAdjoint.streams, toGate)
      inner.reverse(parameters, collect)
    },
  }
}

function addInto(target: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = a[i] + b[i]
}
