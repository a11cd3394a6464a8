import type { JetSet } from '../jet-set.ts'
import type { KernelInstance, Precision } from './kernels.ts'

/** Points that pass through the layers together. The kernels know this number. */
export const chunkPoints = 32

/** Streams of some units at the points of a chunk. */
export interface WasmPanel {
  /** What `at` is relative to: the values of the chunk, its inputs, or memory that all chunks share. */
  readonly base: 'slot' | 'input' | 'fixed'
  readonly at: number
  readonly units: number
  /** Bytes from one stream to the next: those of a stream with units padded to a multiple of 4. */
  readonly stride: number
}

/** Where the values and the inputs of a chunk are. */
export interface Place {
  readonly slot: number
  readonly input: number
  readonly fixed: 0
}

export function addressOf({ base, at }: WasmPanel, place: Place): number {
  return at + place[base]
}

/** The memory of one network, laid out as its layers are made. */
export class WasmMemory {
  readonly instance: KernelInstance
  readonly streams: number
  readonly numberBytes: number
  private slotSize = 0

  constructor(instance: KernelInstance, set: JetSet, precision: Precision) {
    this.instance = instance
    this.streams = set.orders.length
    this.numberBytes = precision === 'f64' ? 8 : 4
  }

  /** Bytes of what every chunk keeps between the two passes. */
  get slotBytes(): number {
    return this.slotSize
  }

  get rowBytes(): number {
    return chunkPoints * this.numberBytes
  }

  strideOf(units: number): number {
    return Math.ceil(units / 4) * 4 * this.rowBytes
  }

  /** `streams` streams (default: those of the set) of `units` units, zeroed. */
  panel(base: 'slot' | 'fixed', units: number, streams = this.streams): WasmPanel {
    const stride = this.strideOf(units)
    const at = base === 'fixed' ? this.instance.reserve(streams * stride) : this.slotSize
    if (base === 'slot') this.slotSize += streams * stride
    return { base, at, units, stride }
  }
}
