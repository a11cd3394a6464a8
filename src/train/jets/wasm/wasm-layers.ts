import type { ActivationName } from '../activation.ts'
import type { JetSet } from '../jet-set.ts'
import type { DenseLayer, NetLayout } from '../net-layout.ts'
import type { NetOptions } from '../net-options.ts'
import { createWasmComposition } from './wasm-composition.ts'
import { createWasmDense, type WasmDense } from './wasm-dense.ts'
import { addressOf, type Place, type WasmMemory, type WasmPanel } from './wasm-memory.ts'

/** A part of the network, run chunk by chunk. */
export interface WasmLayer {
  forward(place: Place): void
  reverse(place: Place): void
}

/** All hidden layers in order, the affine maps in them, and the panel that comes out. */
export interface WasmStack {
  readonly layers: readonly WasmLayer[]
  readonly dense: readonly WasmDense[]
  readonly top: WasmPanel
  readonly topAdjoint: WasmPanel
}

export interface StackParts {
  readonly net: NetOptions
  readonly activation: ActivationName
  readonly set: JetSet
  readonly layout: NetLayout
  readonly input: WasmPanel
  /** Addresses of the f64 parameters and of the f64 gradient. */
  readonly parameters: number
  readonly gradient: number
}

/**
 * The layers of hidden-layer.ts. Gradients live for one chunk only, so all layers share them: h̄ in `topAdjoint`, and one
 * z̄, which a layer turns h̄ into and then into the h̄ of the layer below.
 */
export function createWasmStack(memory: WasmMemory, parts: StackParts): WasmStack {
  const { net, layout, input } = parts
  const topAdjoint = memory.panel('fixed', net.width)
  const zAdjoint = memory.panel('fixed', net.width)
  const dense: WasmDense[] = []
  const activated = (layer: DenseLayer, around: Omit<Surroundings, 'zAdjoint'>): Activated => {
    const made = createActivated(memory, { ...parts, layer, around: { ...around, zAdjoint } })
    dense.push(made.dense)
    return made
  }
  const layers: WasmLayer[] = []
  const encodings = layout.encoders === null ? null : createEncodings(memory, { layers: layout.encoders, input, activated }) // prettier-ignore
  if (encodings !== null) layers.push(encodings)
  let top = input
  for (const layer of layout.hidden) {
    const isFirst = top === input
    const around = { below: top, belowAdjoint: isFirst ? null : topAdjoint }
    if (encodings !== null) {
      const gate = activated(layer, { ...around, aAdjoint: encodings.gateAdjoint })
      const output = memory.panel('slot', net.width)
      layers.push(gatedLayer(memory, { set: parts.set, gate, output, topAdjoint, encodings }))
      top = output
    } else if (net.architecture === 'residual' && !isFirst) {
      const inner = memory.panel('fixed', net.width)
      const branch = activated(layer, { below: top, belowAdjoint: inner, aAdjoint: inner })
      const output = memory.panel('slot', net.width)
      layers.push(residualLayer(memory, { branch, below: top, output, topAdjoint, inner }))
      top = output
    } else {
      const plain = activated(layer, { ...around, aAdjoint: topAdjoint })
      layers.push(plain)
      top = plain.output
    }
  }
  return { layers, dense, top, topAdjoint }
}

interface Surroundings {
  readonly below: WasmPanel
  readonly belowAdjoint: WasmPanel | null
  readonly aAdjoint: WasmPanel
  readonly zAdjoint: WasmPanel
}

/** h ← σ(W h + b) */
interface Activated extends WasmLayer {
  readonly dense: WasmDense
  readonly output: WasmPanel
}

function createActivated(
  memory: WasmMemory,
  parts: StackParts & { readonly layer: DenseLayer; readonly around: Surroundings },
): Activated {
  const { set, activation, layer, parameters, gradient, around } = parts
  const { below, belowAdjoint, aAdjoint, zAdjoint } = around
  const [z, a] = [memory.panel('slot', layer.outputs), memory.panel('slot', layer.outputs)]
  const dense = createWasmDense(memory, { layer, parameters, gradient, below, belowAdjoint, z, zAdjoint })
  const composition = createWasmComposition(memory, { set, activation, panels: { z, a, aAdjoint, zAdjoint } })
  return {
    dense,
    output: a,
    forward(place) {
      dense.forward(place)
      composition.forward(place)
    },
    reverse(place) {
      composition.reverse(place)
      dense.accumulate(place)
      dense.reverse()
    },
  }
}

/** h ← h + σ(W h + b) */
function residualLayer(
  memory: WasmMemory,
  layer: {
    readonly branch: Activated
    readonly below: WasmPanel
    readonly output: WasmPanel
    readonly topAdjoint: WasmPanel
    /** ā of the branch, then what the branch adds to h̄ below. */
    readonly inner: WasmPanel
  },
): WasmLayer {
  const { branch, below, output, topAdjoint, inner } = layer
  const { kernels, copy } = memory.instance
  const bytes = memory.streams * output.stride
  return {
    forward(place) {
      branch.forward(place)
      copy(addressOf(output, place), addressOf(below, place), bytes)
      kernels.add(addressOf(output, place), addressOf(branch.output, place), bytes)
    },
    reverse(place) {
      copy(inner.at, topAdjoint.at, bytes)
      branch.reverse(place)
      kernels.add(topAdjoint.at, inner.at, bytes)
    },
  }
}

/** U and D = V − U of a modified MLP. */
interface WasmEncodings extends WasmLayer {
  readonly u: WasmPanel
  readonly difference: WasmPanel
  readonly uAdjoint: WasmPanel
  readonly differenceAdjoint: WasmPanel
  /** The gradient in what the gates z open by. */
  readonly gateAdjoint: WasmPanel
  /** Zeroes the gradients; before the layers above add to them. */
  clearAdjoints(): void
}

function createEncodings(
  memory: WasmMemory,
  parts: {
    readonly layers: readonly [DenseLayer, DenseLayer]
    readonly input: WasmPanel
    readonly activated: (layer: DenseLayer, around: Omit<Surroundings, 'zAdjoint'>) => Activated
  },
): WasmEncodings {
  const { kernels, copy, fill } = memory.instance
  const { layers, input, activated } = parts
  const width = layers[0].outputs
  const panel = (base: 'slot' | 'fixed'): WasmPanel => memory.panel(base, width)
  const [uAdjoint, differenceAdjoint, gateAdjoint] = [panel('fixed'), panel('fixed'), panel('fixed')]
  const around = { below: input, belowAdjoint: null }
  const first = activated(layers[0], { ...around, aAdjoint: uAdjoint })
  const second = activated(layers[1], { ...around, aAdjoint: differenceAdjoint })
  const difference = panel('slot')
  const bytes = memory.streams * difference.stride
  return {
    u: first.output,
    difference,
    uAdjoint,
    differenceAdjoint,
    gateAdjoint,
    clearAdjoints() {
      fill(uAdjoint.at, bytes)
      fill(differenceAdjoint.at, bytes)
    },
    forward(place) {
      first.forward(place)
      second.forward(place)
      copy(addressOf(difference, place), addressOf(second.output, place), bytes)
      kernels.subtract(addressOf(difference, place), addressOf(first.output, place), bytes)
    },
    reverse(place) {
      kernels.subtract(uAdjoint.at, differenceAdjoint.at, bytes)
      first.reverse(place)
      second.reverse(place)
      this.clearAdjoints()
    },
  }
}

/** h ← U + z D with z = σ(W h + b) */
function gatedLayer(
  memory: WasmMemory,
  layer: {
    readonly set: JetSet
    readonly gate: Activated
    readonly output: WasmPanel
    readonly topAdjoint: WasmPanel
    readonly encodings: WasmEncodings
  },
): WasmLayer {
  const { set, gate, output, topAdjoint, encodings } = layer
  const { u, difference, uAdjoint, differenceAdjoint, gateAdjoint } = encodings
  const { kernels, copy, fill } = memory.instance
  const size = output.stride
  const bytes = memory.streams * size
  const terms = set.products.flatMap((list, stream) => list.map((term) => ({ ...term, stream })))
  /** Adds c f_right ȳ to the gradient in the other factor. */
  const addAdjoint = (target: WasmPanel, other: number): void => {
    for (const { coefficient, left, right, stream } of terms) {
      const from = topAdjoint.at + stream * size
      kernels.monomial(target.at + left * size, coefficient, size, other + right * size, from, 0, 0, 0)
    }
  }
  return {
    forward(place) {
      gate.forward(place)
      const to = addressOf(output, place)
      const [z, d] = [addressOf(gate.output, place), addressOf(difference, place)]
      copy(to, addressOf(u, place), bytes)
      for (const { coefficient, left, right, stream } of terms) {
        kernels.monomial(to + stream * size, coefficient, size, z + left * size, d + right * size, 0, 0, 0)
      }
    },
    reverse(place) {
      kernels.add(uAdjoint.at, topAdjoint.at, bytes)
      addAdjoint(differenceAdjoint, addressOf(gate.output, place))
      fill(gateAdjoint.at, bytes)
      addAdjoint(gateAdjoint, addressOf(difference, place))
      gate.reverse(place)
    },
  }
}
