import type { ActivationName } from '../activation.ts'
import type { CoreNetwork } from '../core-network.ts'
import { inputPanel, type BatchPoints } from '../input-panel.ts'
import type { JetPanel } from '../jet-panel.ts'
import { createPanel } from '../jet-panel.ts'
import type { JetSet } from '../jet-set.ts'
import { netLayout, type NetLayout } from '../net-layout.ts'
import type { NetOptions } from '../net-options.ts'
import { loadKernels, type Precision } from './kernels.ts'
import { createWasmDense } from './wasm-dense.ts'
import { createWasmStack } from './wasm-layers.ts'
import { chunkPoints, WasmMemory, type Place, type WasmPanel } from './wasm-memory.ts'

/**
 * The engine in WebAssembly with SIMD, in f32 or f64; null where it cannot run the network: without WebAssembly, and for
 * activations of the user's own.
 *
 * Points go through all layers in chunks that stay in the cache. `forward` and `reverse` one after the other keep the
 * values of all chunks; `sweep` keeps those of one.
 */
export function createWasmNetwork(
  net: NetOptions,
  batch: BatchPoints,
  { set, precision }: { readonly set: JetSet; readonly precision: Precision },
): CoreNetwork | null {
  const { activation } = net
  const instance = typeof activation === 'string' ? loadKernels(precision) : null
  if (instance === null || typeof activation !== 'string') return null
  const points = batch.coordinates.length / batch.inputs
  const chunks = Math.ceil(points / chunkPoints)
  const memory = new WasmMemory(instance, set, precision)
  const program = createProgram(memory, { net, activation, set, batch, points: chunks * chunkPoints })
  const { layout, output, adjoint, inputs } = program
  let slots = instance.reserve(memory.slotBytes)
  let slotCount = 1
  const keepChunks = (): void => {
    if (slotCount === chunks) return
    slots = instance.reserve(chunks * memory.slotBytes)
    slotCount = chunks
  }
  const placeOf = (chunk: number, slot: number): Place => {
    return { slot: slots + slot * memory.slotBytes, input: inputs.at + chunk * inputs.bytes, fixed: 0 }
  }
  return {
    set,
    layout,
    points,
    output,
    adjoint,
    forward(values) {
      keepChunks()
      program.take(values)
      for (let c = 0; c < chunks; c++) program.forward(c, placeOf(c, c))
    },
    reverse(_, gradient) {
      program.clear()
      for (let c = 0; c < chunks; c++) program.reverse(c, placeOf(c, c))
      program.give(gradient)
    },
    sweep(values, gradient, visit) {
      program.take(values)
      program.clear()
      for (let c = 0; c < chunks; c++) {
        const place = placeOf(c, 0)
        program.forward(c, place)
        visit(c * chunkPoints, Math.min(points, (c + 1) * chunkPoints))
        program.reverse(c, place)
      }
      program.give(gradient)
    },
  }
}

/** The network chunk by chunk. */
interface Program {
  readonly layout: NetLayout
  readonly output: JetPanel
  readonly adjoint: JetPanel
  readonly inputs: PlacedInputs
  /** Takes parameters over. */
  take(parameters: Float64Array): void
  forward(chunk: number, place: Place): void
  /** Zeroes the gradient. */
  clear(): void
  reverse(chunk: number, place: Place): void
  /** Hands the gradient out. */
  give(gradient: Float64Array): void
}

interface ProgramParts {
  readonly net: NetOptions
  readonly activation: ActivationName
  readonly set: JetSet
  readonly batch: BatchPoints
  /** Padded to whole chunks. */
  readonly points: number
}

function createProgram(memory: WasmMemory, { net, activation, set, batch, points }: ProgramParts): Program {
  const { instance } = memory
  const layout = netLayout(net, batch.inputs)
  const count = layout.parameterCount
  const [parameters, gradientAt] = [instance.reserve(8 * count), instance.reserve(8 * count)]
  const { fourier } = net
  const inputs = placeInputs(memory, inputPanel(batch, set, fourier === undefined ? { points } : { points, fourier }))
  const vectors = { parameters, gradient: gradientAt }
  const stack = createWasmStack(memory, { net, activation, set, layout, input: inputs.panel, ...vectors })
  const { outputs } = layout.output
  const [z, zAdjoint] = [memory.panel('fixed', outputs), memory.panel('fixed', outputs)]
  const around = { below: stack.top, belowAdjoint: stack.topAdjoint, z, zAdjoint }
  const last = createWasmDense(memory, { layer: layout.output, ...vectors, ...around })
  const dense = [...stack.dense, last]
  const [output, adjoint] = [createPanel(set, outputs, points), createPanel(set, outputs, points)]
  return {
    layout,
    output,
    adjoint,
    inputs,
    take(values) {
      instance.float64(parameters, count).set(values)
      for (const map of dense) map.load()
    },
    forward(chunk, place) {
      for (const layer of stack.layers) layer.forward(place)
      last.forward(place)
      copyOut(memory, { from: z, to: output, chunk })
    },
    clear() {
      for (const map of dense) map.clear()
    },
    reverse(chunk, place) {
      copyIn(memory, { from: adjoint, to: zAdjoint, chunk })
      last.accumulate(place)
      last.reverse()
      for (let l = stack.layers.length - 1; l >= 0; l--) stack.layers[l].reverse(place)
    },
    give(gradient) {
      for (const map of dense) map.collect()
      gradient.set(instance.float64(gradientAt, count))
    },
  }
}

interface PlacedInputs {
  readonly panel: WasmPanel
  readonly at: number
  /** Of one chunk. */
  readonly bytes: number
}

/** The inputs of every chunk, which never change. */
function placeInputs(memory: WasmMemory, { units, points, streams }: JetPanel): PlacedInputs {
  const { instance, numberBytes } = memory
  const stride = memory.strideOf(units)
  const bytes = streams.length * stride
  const chunks = points / chunkPoints
  const at = instance.reserve(chunks * bytes)
  const numbers = instance.numbers(at, (chunks * bytes) / numberBytes)
  streams.forEach((stream, s) => {
    for (let i = 0; i < stream.length; i++) {
      const p = i % points
      const chunk = Math.floor(p / chunkPoints)
      const row = (chunk * bytes + s * stride) / numberBytes + ((i - p) / points) * chunkPoints
      numbers[row + (p % chunkPoints)] = stream[i]
    }
  })
  return { panel: { base: 'input', at: 0, units, stride }, at, bytes }
}

function copyOut(memory: WasmMemory, { from, to, chunk }: { from: WasmPanel; to: JetPanel; chunk: number }): void {
  const { numberBytes, instance } = memory
  const step = from.stride / numberBytes
  const numbers = instance.numbers(from.at, to.streams.length * step)
  for (let s = 0; s < to.streams.length; s++) {
    const stream = to.streams[s]
    for (let unit = 0; unit < to.units; unit++) {
      const [source, target] = [s * step + unit * chunkPoints, unit * to.points + chunk * chunkPoints]
      for (let p = 0; p < chunkPoints; p++) stream[target + p] = numbers[source + p]
    }
  }
}

function copyIn(memory: WasmMemory, { from, to, chunk }: { from: JetPanel; to: WasmPanel; chunk: number }): void {
  const { numberBytes, instance } = memory
  const step = to.stride / numberBytes
  const numbers = instance.numbers(to.at, from.streams.length * step)
  for (let s = 0; s < from.streams.length; s++) {
    const stream = from.streams[s]
    for (let unit = 0; unit < from.units; unit++) {
      const [source, target] = [unit * from.points + chunk * chunkPoints, s * step + unit * chunkPoints]
      for (let p = 0; p < chunkPoints; p++) numbers[target + p] = stream[source + p]
    }
  }
}
