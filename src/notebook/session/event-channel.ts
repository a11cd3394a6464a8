import { writeSync } from 'node:fs'
import { setImmediate } from 'node:timers'

import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import { encodeFrame } from '../ipc/frames.ts'
import { leaveAsOrphan } from './end-process-group.ts'
import { terminatingSlot, writingSlot } from './shared-state.ts'

const eventFd = 4

/** Each of this many writes in a window goes out at once: two thousand lines per second are live to the line. */
const liveWrites = 20
const windowMs = 10
/** What a flood gathers at most before it goes out. */
const batchLength = 8192

/** Taken now, because a cell may put clocks of its own in place. */
const clock = performance.now.bind(performance)

type StreamEvent = Extract<ExecutorEvent, { type: 'stream' }>

/**
 * Sends events to the protocol process, in the order of the calls. A send returns after the bytes are in the pipe: a
 * flood of output slows down the code that makes it, and nothing is lost when the process ends in the next line.
 *
 * Only text that comes faster than anybody reads is gathered: until there are 8 kB, 10 ms have passed at the next write,
 * something else is sent, or the code returns to the event loop.
 */
export class EventChannel {
  private batch: { readonly event: StreamEvent; text: string } | null = null
  /** The result of a cell, which goes out with what comes next: that is nearly always the end of the cell. */
  private held: Buffer | null = null
  private windowStart = 0
  private writesInWindow = 0

  /** Events that wait for one before them, by the request that they belong to. */
  private readonly waiting = new Map<string, Slot[]>()
  private readonly state: Int32Array

  constructor(state: Int32Array) {
    this.state = state
  }

  send(event: ExecutorEvent): void {
    const queue = this.waiting.get(ownerOf(event))
    if (queue !== undefined) queue.push({ event })
    else if (event.type === 'stream') this.write(event)
    else this.sendNow(event)
  }

  /** Sends the text that has been gathered, and a result that is held. */
  flushText(): void {
    if (this.batch !== null || this.held !== null) this.writeWith()
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

  private sendNow(event: ExecutorEvent): void {
    if (event.type === 'result') this.hold(event)
    else this.writeWith(event)
  }

  private hold(event: ExecutorEvent): void {
    this.flushText()
    this.held = encodeFrame(event)
    setImmediate(() => this.flushText())
  }

  /** Writes what waits, and `event` behind it, at once: each write wakes the protocol process. */
  private writeWith(event?: ExecutorEvent): void {
    const { held, batch } = this
    const frames = held === null ? [] : [held]
    if (batch !== null) frames.push(encodeFrame({ ...batch.event, text: batch.text }))
    if (event !== undefined) frames.push(encodeFrame(event))
    const bytes = frames.length === 1 ? frames[0] : Buffer.concat(frames)
    // What waits goes with the write: whoever cuts this thread off between the two would lose or repeat it.
    this.whole(() => {
      this.held = null
      this.batch = null
      writeFrame(bytes)
    })
  }

  /** Writes without being cut off: whoever wants to end this thread's code waits for that, and this thread for them. */
  private whole(write: () => void): void {
    Atomics.store(this.state, writingSlot, 1)
    while (Atomics.load(this.state, terminatingSlot) === 1) {
      Atomics.store(this.state, writingSlot, 0)
      Atomics.wait(this.state, terminatingSlot, 1, 5)
      Atomics.store(this.state, writingSlot, 1)
    }
    write()
    Atomics.store(this.state, writingSlot, 0)
  }

  private write(event: StreamEvent): void {
    const now = clock()
    if (now - this.windowStart >= windowMs) {
      this.windowStart = now
      this.writesInWindow = 0
      this.flushText()
    }
    if (++this.writesInWindow <= liveWrites) return this.sendNow(event)
    if (this.batch?.event.parent !== event.parent || this.batch.event.name !== event.name) this.startBatch(event)
    else this.batch.text += event.text
    if (this.batch !== null && this.batch.text.length >= batchLength) this.flushText()
  }

  private startBatch(event: StreamEvent): void {
    this.flushText()
    this.batch = { event, text: event.text }
    setImmediate(() => this.flushText())
  }

  private flush(parent: string): void {
    const queue = this.waiting.get(parent)
    if (queue === undefined) return
    while (queue.length > 0 && queue[0].event !== 'pending') {
      const event = queue.shift()?.event
      if (typeof event === 'object' && event !== null) this.sendNow(event)
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
