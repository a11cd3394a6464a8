import { gatheredSlot, ownerSlot } from '../interrupts/shared-state.ts'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'

type StreamEvent = Extract<ExecutorEvent, { type: 'stream' }>

/** What is gathered at most before it goes out, in UTF-16 code units. */
const maxLength = 8192
/** A code unit takes three bytes at most in UTF-8; what the event says beside its text takes far fewer than these. */
const ownerBytes = 1024
const shortLength = 64
const memoryBytes = ownerBytes + 3 * maxLength

export function createTextMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(memoryBytes)
}

/**
 * Text of one stream that waits to go out in one event. It lies in memory that the main thread and the helper thread
 * share, so that the helper can send it when the main thread does not come back: what a process has printed before native
 * code crashes it is not lost. Whoever touches it holds the lock of the event channel.
 */
export class GatheredText {
  private readonly bytes: Buffer
  private readonly state: Int32Array

  constructor(memory: SharedArrayBuffer, state: Int32Array) {
    this.bytes = Buffer.from(memory)
    this.state = state
  }

  /** In bytes. */
  get length(): number {
    return Atomics.load(this.state, gatheredSlot)
  }

  get isEmpty(): boolean {
    return this.length === 0
  }

  /** Adds text of the stream that is being gathered, or of a new one when nothing is. False where it has no room. */
  add(event: StreamEvent): boolean {
    const { text } = event
    const { length } = this
    // A pair of surrogates that two writes share must not be torn by the encoding.
    if (text.length > maxLength || (text.charCodeAt(text.length - 1) & 0xfc00) === 0xd800) return false
    if (ownerBytes + length + 3 * text.length > memoryBytes) return false
    if (length === 0) {
      Atomics.store(this.state, ownerSlot, this.bytes.write(JSON.stringify({ ...event, text: '' }), 0, ownerBytes))
    }
    Atomics.store(this.state, gatheredSlot, length + this.encode(text, ownerBytes + length))
    return true
  }

  /** The number of bytes. A short text of plain characters is copied here: the way into native code takes longer. */
  private encode(text: string, at: number): number {
    const { bytes } = this
    const { length } = text
    if (length > shortLength) return bytes.write(text, at)
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index)
      if (unit > 0x7f) return bytes.write(text, at)
      bytes[at + index] = unit
    }
    return length
  }

  /** The event with all that was gathered; null for nothing. It stays until `clear`. */
  read(): StreamEvent | null {
    const { length } = this
    if (length === 0) return null
    const owner = this.bytes.toString('utf8', 0, Atomics.load(this.state, ownerSlot))
    const text = this.bytes.toString('utf8', ownerBytes, ownerBytes + length)
    return { ...(JSON.parse(owner) as StreamEvent), text }
  }

  clear(): void {
    Atomics.store(this.state, gatheredSlot, 0)
  }
}
