import { writeSync } from 'node:fs'

import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import { encodeFrame } from '../ipc/frames.ts'
import { leaveAsOrphan } from './end-process-group.ts'
import { terminatingSlot, writingSlot } from './shared-state.ts'

const eventFd = 4

/**
 * Sends events to the protocol process, in the order of the calls. A send returns after the bytes are in the pipe: a
 * flood of output slows down the code that makes it, and nothing is lost when the process ends in the next line.
 */
export class EventChannel {
  /** Events that wait for one before them, by the request that they belong to. */
  private readonly waiting = new Map<string, Slot[]>()
  private readonly state: Int32Array

  constructor(state: Int32Array) {
    this.state = state
  }

  send(event: ExecutorEvent): void {
    const queue = this.waiting.get(ownerOf(event))
    if (queue === undefined) this.write(event)
    else queue.push({ event })
  }

  /**
   * Keeps the place of an event of `parent` that is still being made. Later events of the same parent wait for it. Call
   * the result with the event, or with null if there will be none.
   */
  reserve(parent: string): (event: ExecutorEvent | null) => void {
    const slot: Slot = { event: 'pending' }
    const queue = this.waiting.get(parent)
    if (queue === undefined) this.waiting.set(parent, [slot])
    else queue.push(slot)
    return (event) => {
      slot.event = event
      this.flush(parent)
    }
  }

  /** Gives up the places that are kept for a parent whose code was cut off. */
  abandon(parent: string): void {
    for (const slot of this.waiting.get(parent) ?? []) if (slot.event === 'pending') slot.event = null
    this.flush(parent)
  }

  /** Writes a whole event: whoever wants to cut off this thread waits for it, and this thread for them. */
  private write(event: ExecutorEvent): void {
    const frame = encodeFrame(event)
    Atomics.store(this.state, writingSlot, 1)
    while (Atomics.load(this.state, terminatingSlot) === 1) {
      Atomics.store(this.state, writingSlot, 0)
      Atomics.wait(this.state, terminatingSlot, 1, 5)
      Atomics.store(this.state, writingSlot, 1)
    }
    writeFrame(frame)
    Atomics.store(this.state, writingSlot, 0)
  }

  private flush(parent: string): void {
    const queue = this.waiting.get(parent)
    if (queue === undefined) return
    while (queue.length > 0 && queue[0].event !== 'pending') {
      const event = queue.shift()?.event
      if (typeof event === 'object' && event !== null) this.write(event)
    }
    if (queue.length === 0) this.waiting.delete(parent)
  }
}

interface Slot {
  event: ExecutorEvent | 'pending' | null
}

function ownerOf(event: ExecutorEvent): string {
  if (event.type === 'done') return event.id
  // Comms keep an order of their own: what a display shows may be a widget, which has to be there before it.
  return event.type === 'comm' || !('parent' in event) ? '' : event.parent
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

function writeFrame(frame: Buffer): void {
  for (let at = 0; at < frame.length;) {
    try {
      at += writeSync(eventFd, frame, at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The pipe is full: wait for the reader, as a blocking write would.
      if (code === 'EAGAIN') Atomics.wait(sleeper, 0, 0, 1)
      else if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EBADF') leaveAsOrphan()
      else throw error
    }
  }
}
