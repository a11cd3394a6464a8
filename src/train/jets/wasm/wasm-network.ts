import type { CoreNetwork } from '../core-network.ts'
import { inputPanel, type BatchPoints } from '../input-panel.ts'
import type { JetPanel } from '../jet-panel.ts'
import { createPanel } from '../jet-panel.ts'
import type { JetSet } from '../jet-set.ts'
import { netLayout } from '../net-layout.ts'
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
  of: { set: JetSet; precision: Precision },
): CoreNetwork | null {
  // prettier-ignore
  const { set, precision } = of
  const { activation } = net
  const instance = typeof activation === 'string' ? loadKernels(precision) : null
  if (instance === null || typeof activation !== 'string') return null
  const layout = netLayout(net, batch.inputs)
  const points = batch.coordinates.length / batch.inputs
  const chunks = Math.ceil(points / chunkPoints)
  const memory = new WasmMemory(instance, set, precision)
  const count = layout.parameterCount
  const parameters = instance.reserve(8 * count)
  const gradientAt = instance.reserve(8 * count)
  const shape = { points: chunks * chunkPoints, ...(net.fourier !== undefined && { fourier: net.fourier }) }
  const inputs = placeInputs(memory, inputPanel(batch, set, shape))
  const stack = createWasmStack(memory, { net, activation, set, layout, input: inputs.panel, parameters, gradient: gradientAt }) // prettier-ignore
  const [z, zAdjoint] = [memory.panel('fixed', layout.output.outputs), memory.panel('fixed', layout.output.outputs)]
  const last = createWasmDense(memory, {
    layer: layout.output,
    parameters,
    gradient: gradientAt,
    below: stack.top,
    belowAdjoint: stack.topAdjoint,
    z,
    zAdjoint,
  })
  const dense = [...stack.dense, last]
  const output = createPanel(set, layout.output.outputs, shape.points)
  const adjoint = createPanel(set, layout.output.outputs, shape.points)
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
  const take = (values: Float64Array): void => {
    instance.float64(parameters, count).set(values)
    for (const map of dense) map.load()
  }
  const forwardChunk = (chunk: number, place: Place): void => {
    for (const layer of stack.layers) layer.forward(place)
    last.forward(place)
    copyOut(memory, { from: z, to: output, chunk })
  }
  const reverseChunk = (chunk: number, place: Place): void => {
    copyIn(memory, { from: adjoint, to: zAdjoint, chunk })
    last.accumulate(place)
    last.reverse()
    for (let l = stack.layers.length - 1; l >= 0; l--) stack.layers[l].reverse(place)
  }
  const clear = (): void => {
    for (const map of dense) map.clear()
  }
  const give = (gradient: Float64Array): void => {
    for (const map of dense) map.collect()
    gradient.set(instance.float64(gradientAt, count))
  }
  return {
    set,
    layout,
    points,
    output,
    adjoint,
    forward(values) {
      keepChunks()
      take(values)
      for (let c = 0; c < chunks; c++) forwardChunk(c, placeOf(c, c))
    },
    reverse(_, gradient) {
      clear()
      for (let c = 0; c < chunks; c++) reverseChunk(c, placeOf(c, c))
      give(gradient)
    },
    sweep(values, gradient, visit) {
      take(values)
      clear()
      for (let c = 0; c < chunks; c++) {
        const place = placeOf(c, 0)
        forwardChunk(c, place)
        visit(c * chunkPoints, Math.min(points, (c + 1) * chunkPoints))
        reverseChunk(c, place)
      }
      give(gradient)
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
