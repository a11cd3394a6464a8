import type { DenseLayer } from '../net-layout.ts'
import { addressOf, type Place, type WasmMemory, type WasmPanel } from './wasm-memory.ts'

/** z = W h + b on every stream of a chunk, and its reverse, with gradients summed over chunks. */
export interface WasmDense {
  /** Takes the parameters over; before the first chunk. */
  load(): void
  forward(place: Place): void
  /** Adds the chunk's share of the gradient. */
  accumulate(place: Place): void
  /** Overwrites h̄ with Wᵀ z̄. */
  reverse(): void
  clear(): void
  /** Writes the gradient out; after the last chunk. */
  collect(): void
}

interface WasmDenseParts {
  readonly layer: DenseLayer
  /** Addresses of the f64 parameters and of the f64 gradient. */
  readonly parameters: number
  readonly gradient: number
  readonly below: WasmPanel
  /** Null if nothing below has parameters. */
  readonly belowAdjoint: WasmPanel | null
  readonly z: WasmPanel
  readonly zAdjoint: WasmPanel
}

export function createWasmDense(memory: WasmMemory, parts: WasmDenseParts): WasmDense {
  const { layer, parameters, gradient, below, belowAdjoint, z, zAdjoint } = parts
  const { inputs, outputs, weights, biases } = layer
  const { instance, numberBytes, streams } = memory
  const { kernels, reserve, fill } = instance
  const [outBlocks, inBlocks] = [Math.ceil(outputs / 4), Math.ceil(inputs / 4)]
  const pairs = Math.ceil(inputs / 2)
  const packed = reserve(outBlocks * 4 * inputs * numberBytes)
  const packedBack = belowAdjoint === null ? 0 : reserve(inBlocks * 4 * outputs * numberBytes)
  const packedBiases = reserve(outBlocks * 4 * numberBytes)
  const sumBytes = outBlocks * pairs * 128
  const sums = reserve(sumBytes)
  const biasSumBytes = outputs * 16
  const biasSums = reserve(biasSumBytes)
  return {
    load() {
      const matrix = parameters + 8 * weights
      kernels.pack(matrix, packed, outputs, inputs, inputs, 1)
      if (belowAdjoint !== null) kernels.pack(matrix, packedBack, inputs, outputs, 1, inputs)
      kernels.pack(parameters + 8 * biases, packedBiases, outputs, 1, 1, 1)
    },
    forward(place) {
      const to = addressOf(z, place)
      kernels.multiply(packed, addressOf(below, place), to, outBlocks, inputs, streams, below.stride, z.stride)
      kernels.bias(to, packedBiases, outputs)
    },
    accumulate(place) {
      const from = addressOf(below, place)
      kernels.outer(zAdjoint.at, from, sums, outBlocks, pairs, streams, zAdjoint.stride, below.stride)
      kernels.sumRows(zAdjoint.at, biasSums, outputs)
    },
    reverse() {
      if (belowAdjoint === null) return
      const { at, stride } = belowAdjoint
      kernels.multiply(packedBack, zAdjoint.at, at, inBlocks, outputs, streams, zAdjoint.stride, stride)
    },
    clear() {
      fill(sums, sumBytes)
      fill(biasSums, biasSumBytes)
    },
    collect() {
      kernels.collect(sums, biasSums, gradient + 8 * weights, outputs, inputs)
    },
  }
}
