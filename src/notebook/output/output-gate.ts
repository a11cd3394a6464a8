import type { Clock } from '../../base/clock.ts'
import type { Reader } from './missed-output.ts'
import type { KeptOutput } from './output-memory.ts'
import { TokenBucket } from './token-bucket.ts'

/**
 * The Jupyter server drops all outputs, plots included, while more than 3000 messages have come in the last three
 * seconds; every `idle` starts its count afresh. 1500 and 300/s are 2400 in any three seconds, which leaves room for what
 * widgets say.
 */
const serverRate = { burst: 1500, perSecond: 300 }
const intervalMs = 20
/** As many outputs wait before whoever makes them has to wait as well: those of one second. */
const fullLength = 300
/** What text may grow to while it waits. */
const maxText = 32 * 1024

/** One output on its way to the client of a request. */
export interface Passage {
  readonly reader: Reader
  readonly output: KeptOutput
  /** Called with the size of the content when the output is on its way. */
  readonly sent?: (output: KeptOutput, bytes: number) => void
}

/** Somebody waits until all that stands before this is on its way. */
interface Mark {
  readonly reached: () => void
}

export interface OutputGateParts {
  readonly clock: Clock
  /** Sends an output; returns the size of its content. */
  readonly send: (reader: Reader, output: KeptOutput) => number
  /** So much waits that no more should come; and later, that it may come again. */
  readonly full: (isFull: boolean) => void
}

/**
 * Keeps the number of outputs per second below that at which the Jupyter server drops them. What comes faster waits in the
 * order of its request; what would not be seen any more when its turn comes is left out: all but the last update of a
 * display, and what has been cleared.
 */
export class OutputGate {
  private readonly parts: OutputGateParts
  private readonly rate: TokenBucket
  private readonly queues = new Map<string, (Passage | Mark)[]>()
  private timer: NodeJS.Timeout | null = null
  private length = 0
  private isFull = false

  constructor(parts: OutputGateParts) {
    this.parts = parts
    this.rate = new TokenBucket(serverRate, parts.clock)
  }

  push(passage: Passage): void {
    const { id } = passage.reader
    const queue = this.queues.get(id)
    if (queue === undefined && this.rate.take(1)) return this.send(passage)
    const before = queue?.length ?? 0
    const waiting = queued(queue ?? [], passage)
    this.queues.set(id, waiting)
    this.count(waiting.length - before)
    this.timer ??= setTimeout(() => this.tick(), intervalMs)
  }

  /** Sends what waits for this request, whatever the rate. */
  flush(id: string): void {
    const queue = this.queues.get(id)
    if (queue === undefined) return
    this.queues.delete(id)
    this.count(-queue.length)
    for (const one of queue) this.pass(one)
  }

  flushAll(): void {
    for (const id of this.queues.keys()) this.flush(id)
  }

  /** Resolves when all that waits for this request now is on its way. Null at once where nothing does. */
  drained(id: string): Promise<void> | null {
    const queue = this.queues.get(id)
    if (queue === undefined) return null
    return new Promise((reached) => {
      queue.push({ reached })
      this.count(1)
    })
  }

  private tick(): void {
    this.timer = null
    while (this.queues.size > 0) {
      // One of each request in turn, so that a flood does not hold up the others.
      for (const [id, queue] of this.queues) {
        if (!this.rate.take(1)) {
          this.timer = setTimeout(() => this.tick(), intervalMs)
          return
        }
        const one = queue.shift()!
        if (queue.length === 0) this.queues.delete(id)
        this.count(-1)
        this.pass(one)
      }
    }
  }

  private pass(one: Passage | Mark): void {
    if ('reached' in one) one.reached()
    else this.send(one)
  }

  private send({ reader, output, sent }: Passage): void {
    const bytes = this.parts.send(reader, output)
    sent?.(output, bytes)
  }

  private count(change: number): void {
    this.length += change
    const isFull = this.length >= (this.isFull ? fullLength / 2 : fullLength)
    if (isFull === this.isFull) return
    this.isFull = isFull
    this.parts.full(isFull)
  }
}

/** The queue with one output more, less what that makes superfluous. */
function queued(queue: readonly (Passage | Mark)[], passage: Passage): (Passage | Mark)[] {
  const { type, content } = passage.output
  if (type === 'update_display_data') return withUpdate(queue, passage)
  const kept = type === 'clear_output' && content.wait === true ? [...queue] : withoutCleared(queue, type)
  const last = kept.at(-1)
  if (last === undefined || 'reached' in last) return [...kept, passage]
  const joined = joinedText(last.output, passage.output)
  return joined === null ? [...kept, passage] : [...kept.slice(0, -1), { ...last, output: joined }]
}

/** Without what is cleared at once, or by a `clear_output` that has waited for this next output. */
function withoutCleared(queue: readonly (Passage | Mark)[], next: string): (Passage | Mark)[] {
  const cleared = next === 'clear_output' ? queue.length : queue.findLastIndex((one) => isOf(one, 'clear_output'))
  return queue.filter((one, index) => index >= cleared || 'reached' in one || isOf(one, 'update_display_data'))
}

/** An update takes the place of an earlier one, or of what it updates. */
function withUpdate(queue: readonly (Passage | Mark)[], passage: Passage): (Passage | Mark)[] {
  const id = displayIdOf(passage)
  const index = queue.findLastIndex((one) => isOf(one, 'clear_output') || displayIdOf(one) === id)
  const found = queue.at(index)
  // What is cleared before the update takes nothing along.
  if (index < 0 || found === undefined || 'reached' in found || isOf(found, 'clear_output')) return [...queue, passage]
  const output = { type: found.output.type, content: passage.output.content }
  return queue.with(index, { ...found, output })
}

function joinedText(before: KeptOutput, after: KeptOutput): KeptOutput | null {
  if (before.type !== 'stream' || after.type !== 'stream' || before.content.name !== after.content.name) return null
  const text = `${String(before.content.text)}${String(after.content.text)}`
  return text.length > maxText ? null : { type: 'stream', content: { ...before.content, text } }
}

function displayIdOf(one: Passage | Mark): unknown {
  if ('reached' in one) return null
  return (one.output.content.transient as { readonly display_id?: unknown } | undefined)?.display_id ?? null
}

function isOf(one: Passage | Mark, type: string): boolean {
  return 'output' in one && one.output.type === type
}
