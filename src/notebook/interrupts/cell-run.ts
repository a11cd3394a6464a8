import { AsyncLocalStorage } from 'node:async_hooks'

import { describeValue } from '../../base/errors.ts'
import type { Payload } from '../ipc/executor-messages.ts'
import { interrupted } from './messages.ts'

/** One execution of a cell. Whatever the cell starts belongs to it, also after it has ended. */
export class CellRun {
  readonly id: string
  readonly silent: boolean
  readonly allowStdin: boolean
  /** What the reply to the request carries for the frontend to do. */
  readonly payload: Payload[] = []
  /** Made for the first who asks: most cells have nobody who does. */
  private controller: AbortController | null = null
  private abortReason: Error | null = null
  private interruptCount = 0
  private rejectWait: ((reason: unknown) => void) | null = null
  /** Resolves when the run is over, whether its code came to an end or was cut off. */
  readonly ended: Promise<void>
  private resolveEnded: () => void = () => {}
  private over = false

  constructor(facts: { readonly id: string; readonly silent: boolean; readonly allowStdin: boolean }) {
    this.id = facts.id
    this.silent = facts.silent
    this.allowStdin = facts.allowStdin
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve))
  }

  /** How often this run has been interrupted. */
  get interrupts(): number {
    return this.interruptCount
  }

  /** Aborted by the first interrupt. */
  get signal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController()
      if (this.abortReason !== null) this.controller.abort(this.abortReason)
    }
    return this.controller.signal
  }

  /** Whether the top level waits for something, so that an interrupt goes on in its code. */
  get isWaiting(): boolean {
    return this.rejectWait !== null
  }

  /** Marks the run as over. False if it was over before. */
  end(): boolean {
    if (this.over) return false
    this.over = true
    this.resolveEnded()
    return true
  }

  /** Rejects what the top level waits for, and tells whoever watches the signal. */
  interrupt(): void {
    this.interruptCount++
    const reason = interrupted()
    this.abortReason ??= reason
    this.controller?.abort(reason)
    this.rejectWait?.(reason)
  }

  /** `value` if it is nothing to wait for, else a promise for it that an interrupt rejects; it calls `settled` before. */
  settle(value: unknown, settled: () => void = () => {}): unknown {
    if (!isThenable(value)) return value
    return new Promise((resolve, reject) => {
      this.rejectWait = reject
      // Before the code goes on: by `isWaiting` an interrupt knows whether that code is still there.
      const goOn =
        <Outcome>(settle: (outcome: Outcome) => void) =>
        (outcome: Outcome) => {
          if (this.rejectWait === reject) this.rejectWait = null
          settled()
          settle(outcome)
        }
      Promise.resolve(value).then(goOn(resolve), goOn(reject))
    })
  }

  /**
   * The same for code that is debugged: V8 should see whether the user's code catches a rejection. Of `Promise.race` it
   * knows that this only hands rejections on; of what else listens, V8 12 and later ask all, older ones any. There
   * nothing that listens may catch, and `unheard` is told of the promise that is rejected for nobody, and what to do then.
   */
  settleOpenly(
    value: unknown,
    settled: () => void,
    unheard: (promise: Promise<unknown>, then: () => void) => void,
  ): unknown {
    if (!isThenable(value)) return value
    const whole = Promise.resolve(value)
    const interrupted = new Promise<never>((_, reject) => (this.rejectWait = reject))
    const { rejectWait } = this
    const goOn = (): void => {
      if (this.rejectWait === rejectWait) this.rejectWait = null
      settled()
    }
    if (asksAllListeners) whole.then(goOn, goOn)
    const first = Promise.race([whole, interrupted])
    if (!asksAllListeners) unheard(first.then(goOn), goOn)
    return first
  }

  /** The rounds of a `for await`, each of which an interrupt rejects. */
  async *iterate(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<unknown, void, undefined> {
    const source = iteratorOf(values)
    let finished = false
    try {
      for (;;) {
        const step = (await this.settle(source.next())) as IteratorResult<unknown>
        finished = step.done === true
        if (finished) return
        yield step.value
      }
    } finally {
      // Not awaited: a source that hangs in `next` would hang here as well.
      if (!finished) void Promise.resolve(source.return?.()).catch(() => {})
    }
  }
}

const asksAllListeners = Number.parseInt(process.versions.v8, 10) >= 12

/** The run to which the code that is running now belongs. */
export const currentRun = new AsyncLocalStorage<CellRun>()

function iteratorOf(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterator<unknown> | Iterator<unknown> {
  const { [Symbol.asyncIterator]: open } = Object(values) as Partial<AsyncIterable<unknown>>
  if (open) return open.call(values)
  const { [Symbol.iterator]: openSync } = Object(values) as Partial<Iterable<unknown>>
  if (openSync) return openSync.call(values)
  throw new TypeError(`${describeValue(values)} is not async iterable`)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  return typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
}
