import { setImmediate } from 'node:timers'

import { terminatingSlot, toldSlot, writingSlot } from '../interrupts/shared-state.ts'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import { encodeFrame } from '../ipc/frames.ts'
import { writeFrames } from './event-pipe.ts'
import type { GatheredText } from './gathered-text.ts'

/** With up to this many writes in each window all go out at once: two thousand lines per second are live to the line. */
const liveWrites = 20
const windowMs = 10

/** What nobody waits for, because the end of the cell or of the handler follows, or what they write. */
const heldTypes: ReadonlySet<ExecutorEvent['type']> = new Set(['linked', 'result', 'commTaken'])

/** Taken now, because a cell may put clocks of its own in place. */
const clock = performance.now.bind(performance)

export interface EventChannelParts {
  readonly state: Int32Array
  readonly gathered: GatheredText
  /** Tells the helper thread that there is text to be sent soon. */
  readonly waits: () => void
}

type StreamEvent = Extract<ExecutorEvent, { type: 'stream' }>

/**
 * Sends events to the protocol process, in the order of the calls. A send returns after the bytes are in the pipe: a
 * flood of output slows down the code that makes it, and nothing is lost when the process ends in the next line.
 *
 * Only text that comes faster than anybody reads is gathered: until there are 8 kB, 10 ms have passed at the next write,
 * something else is sent, the code returns to the event loop, or the helper thread finds it a few milliseconds old.
 */
export class EventChannel {
  /** Whose text is being gathered. */
  private gathering: StreamEvent | null = null
  /** Of `heldTypes`; it goes out with what comes next. */
  private held: Buffer[] = []
  private windowStart = 0
  private writesInWindow = 0
  private isFlood = false

  /** Events that wait for one before them, by the request that they belong to. */
  private readonly waiting = new Map<string, Slot[]>()
  private readonly parts: EventChannelParts

  constructor(parts: EventChannelParts) {
    this.parts = parts
  }

  send(event: ExecutorEvent): void {
    const queue = this.waiting.get(ownerOf(event))
    if (queue !== undefined) queue.push({ event })
    else if (event.type === 'stream') this.write(event)
    else this.sendNow(event)
  }

  /** Sends what waits if nothing was sent for a while: for code that does not return to the event loop. */
  flushOld(): void {
    if (clock() - this.windowStart >= windowMs) this.flushText()
  }

  /** Sends the text that has been gathered, and what is held. */
  flushText(): void {
    if (!this.parts.gathered.isEmpty || this.held.length > 0) this.writeWith()
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
    if (heldTypes.has(event.type)) this.hold(event)
    else this.writeWith(event)
  }

  private hold(event: ExecutorEvent): void {
    if (!this.parts.gathered.isEmpty) this.flushText()
    this.held.push(encodeFrame(event))
    if (this.held.length === 1) setImmediate(() => this.flushText())
  }

  /** Writes what waits, and `event` behind it, at once: each write wakes the protocol process. */
  private writeWith(event?: ExecutorEvent): void {
    const frame = event === undefined ? null : encodeFrame(event)
    this.whole(() => this.writeAll(frame))
  }

  private writeAll(frame: Buffer | null): void {
    const { gathered } = this.parts
    const text = gathered.read()
    const frames = this.held
    if (text !== null) frames.push(encodeFrame(text))
    if (frame !== null) frames.push(frame)
    if (frames.length === 0) return
    // Before the write, which goes on by itself when it is cut off: nothing must be sent twice.
    this.held = []
    gathered.clear()
    writeFrames(frames.length === 1 ? frames[0] : Buffer.concat(frames))
  }

  /**
   * Writes while nobody else does and without being cut off: whoever wants to end this thread's code waits for that, and
   * this thread for them.
   */
  private whole(write: () => void): void {
    const { state } = this.parts
    // A 1 is our own, left behind by code that was cut off.
    while (Atomics.compareExchange(state, writingSlot, 0, 1) === 2) Atomics.wait(state, writingSlot, 2, 5)
    while (Atomics.load(state, terminatingSlot) === 1) {
      Atomics.store(state, writingSlot, 0)
      Atomics.wait(state, terminatingSlot, 1, 5)
      while (Atomics.compareExchange(state, writingSlot, 0, 1) === 2) Atomics.wait(state, writingSlot, 2, 5)
    }
    try {
      write()
    } finally {
      Atomics.store(state, writingSlot, 0)
    }
  }

  private write(event: StreamEvent): void {
    const now = clock()
    if (now - this.windowStart >= windowMs) {
      // A flood stays one until a window has few writes; else each window would begin with twenty messages.
      this.isFlood = this.writesInWindow > liveWrites && now - this.windowStart < 2 * windowMs
      this.windowStart = now
      this.writesInWindow = 0
      this.flushText()
    }
    if (++this.writesInWindow <= liveWrites && !this.isFlood) return this.sendNow(event)
    const continues = this.gathering?.parent === event.parent && this.gathering.name === event.name
    this.whole(() => this.gather(event, continues))
  }

  private gather(event: StreamEvent, continues: boolean): void {
    const { gathered, state, waits } = this.parts
    if (continues && !gathered.isEmpty && gathered.add(event)) return
    // What is held, too: the helper thread knows nothing of it and would overtake it.
    this.writeAll(null)
    this.gathering = event
    if (!gathered.add(event)) return writeFrames(encodeFrame(event))
    if (Atomics.exchange(state, toldSlot, 1) === 0) waits()
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
