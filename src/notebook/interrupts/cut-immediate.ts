import { executionAsyncResource } from 'node:async_hooks'
import { setImmediate } from 'node:timers'

/** What Node.js keeps of an immediate, in 20 to 24 (lib/internal/timers.js). */
interface Immediate {
  _onImmediate: (() => void) | null
  _argv: readonly unknown[] | null | undefined
  /** Set before its callback is called. */
  _destroyed: boolean
  _idleNext: Immediate | null
  _idlePrev: Immediate | null
  unref(): void
}

/**
 * Repairs Node.js's queue of immediates where the callback of one was ended by force, without the `finally` block that goes
 * on to the next. If it was the first of its round, those behind it are lost, and the process never sleeps again because it
 * counts them; else Node.js comes back to it and throws, again and again, because it has been called already.
 */
export class CutImmediate {
  private immediate: Immediate | null = null

  /** To be called on top of the code that is about to end: Node.js may come back to its immediate, which does nothing then. */
  prepare(): void {
    const resource = executionAsyncResource()
    if (!isRunning(resource)) return
    this.immediate = resource
    resource._argv = null
    resource._destroyed = false
    resource._onImmediate = () => {
      this.immediate = null
      countOnce()
    }
  }

  /** To be called from the event loop after the code has ended. */
  restore(): void {
    const { immediate } = this
    this.immediate = null
    if (immediate === null) return
    immediate._destroyed = true
    // It ended by itself, and Node.js went on to the next.
    if (immediate._onImmediate === null) return
    if (immediate._idleNext !== null) enqueueAgain(immediate._idleNext)
  }
}

function isRunning(resource: object): resource is Immediate {
  return '_onImmediate' in resource && '_destroyed' in resource && resource._destroyed === true
}

/** Node.js has counted an immediate as called that it had counted before. This one is counted as there and never called. */
function countOnce(): void {
  const [before, counted, after] = [enqueue(), enqueue(), enqueue()]
  counted.unref()
  connect(before, after)
}

/** Between two new ones, because only what is added by Node.js itself moves the end of its queue. */
function enqueueAgain(first: Immediate): void {
  let last = first
  while (last._idleNext !== null) last = last._idleNext
  const [before, after] = [enqueue(), enqueue()]
  connect(before, first)
  connect(last, after)
}

function enqueue(): Immediate {
  return setImmediate(() => {}) as unknown as Immediate
}

function connect(one: Immediate, next: Immediate): void {
  one._idleNext = next
  next._idlePrev = one
}
