import type { Clock } from '../../base/clock.ts'
import type { JsonObject } from '../protocol/message.ts'
import { collapseProgress } from './collapse-progress.ts'
import type { RequestEntry } from './request-book.ts'

/** Bytes that are kept in all. */
const standardCapacity = 5_000_000
/** What one output takes beside its content. */
const itemBytes = 256
/** As many as `Audience` remembers. */
const clientsAtMost = 1000

/** An output that can be shown once more. */
export interface KeptOutput {
  readonly type: string
  readonly content: JsonObject
}

/** What is kept of one run of a cell. */
export interface KeptRun {
  readonly entry: RequestEntry
  /** How many of its first outputs have been dropped for lack of room. */
  readonly dropped: number
  /** When it showed something for the last time. */
  readonly lastAt: number
}

interface Item extends KeptOutput {
  readonly run: Run
  content: JsonObject
  bytes: number
}

interface Run extends KeptRun {
  readonly items: Set<Item>
  dropped: number
  lastAt: number
  /** The next output replaces all before it: `clearOutput({ wait: true })`. */
  clearing: boolean
}

export interface OutputMemoryOptions {
  readonly capacity?: number
  readonly clock: Clock
}

/**
 * The newest outputs of all cells, as they would look now: updated displays in their last state, without what has been
 * cleared. When there is no more room the oldest go first.
 */
export class OutputMemory {
  private readonly capacity: number
  private readonly clock: Clock
  private readonly runs = new Map<string, Run>()
  /** All items, the oldest first. */
  private readonly items = new Set<Item>()
  private readonly displays = new Map<string, Set<Item>>()
  private readonly cells = new Map<string, Set<Run>>()
  private readonly newest = new Map<string, number>()
  private bytes = 0

  constructor({ capacity = standardCapacity, clock }: OutputMemoryOptions) {
    this.capacity = capacity
    this.clock = clock
  }

  /** Keeps what a cell shows. `bytes` is the size of the content. */
  note(entry: RequestEntry, { type, content }: KeptOutput, bytes: number): void {
    const run = this.runOf(entry)
    run.lastAt = this.clock.now()
    this.noteTime(entry.session, run.lastAt)
    if (type === 'update_display_data') return this.update(content, bytes)
    if (type === 'clear_output' && content.wait === true) {
      run.clearing = true
      return
    }
    if (run.clearing || type === 'clear_output') this.clear(run)
    if (type !== 'clear_output') this.add({ run, type, content, bytes: bytes + itemBytes })
  }

  /** The runs of which something is kept, in the order of their requests. */
  list(): readonly KeptRun[] {
    return [...this.runs.values()].filter(keepsSomething)
  }

  /** Those of one cell, without a look at the others: a notebook may have run thousands. */
  listOf(cellId: string): readonly KeptRun[] {
    return [...(this.cells.get(cellId) ?? [])].filter(keepsSomething)
  }

  /** When a run of each client showed something for the last time, whether or not that is still kept; of 1000 clients. */
  get newestOutputs(): ReadonlyMap<string, number> {
    return this.newest
  }

  /** What is kept of a run, in as few messages as it takes. */
  outputsOf(id: string): readonly KeptOutput[] {
    const outputs: KeptOutput[] = []
    const texts: string[] = []
    const endStream = (): void => {
      const last = outputs.at(-1)
      if (texts.length === 0 || last === undefined) return
      const text = collapseProgress(texts.splice(0).join(''))
      outputs[outputs.length - 1] = { ...last, content: { ...last.content, text } }
    }
    for (const { type, content } of this.runs.get(id)?.items ?? []) {
      const last = outputs.at(-1)
      if (type !== 'stream' || last?.type !== 'stream' || last.content.name !== content.name) {
        endStream()
        outputs.push({ type, content })
      }
      if (type === 'stream') texts.push(String(content.text))
    }
    endStream()
    return outputs
  }

  forget(id: string): void {
    const run = this.runs.get(id)
    if (run === undefined) return
    this.clear(run)
    this.runs.delete(id)
    const { cellId } = run.entry
    if (cellId === null) return
    const runs = this.cells.get(cellId)
    runs?.delete(run)
    if (runs?.size === 0) this.cells.delete(cellId)
  }

  private noteTime(session: string, at: number): void {
    this.newest.delete(session)
    this.newest.set(session, at)
    if (this.newest.size <= clientsAtMost) return
    for (const oldest of this.newest.keys()) {
      this.newest.delete(oldest)
      return
    }
  }

  private runOf(entry: RequestEntry): Run {
    const known = this.runs.get(entry.id)
    if (known !== undefined) return known
    const run: Run = { entry, items: new Set(), dropped: 0, lastAt: this.clock.now(), clearing: false }
    this.runs.set(entry.id, run)
    const { cellId } = entry
    if (cellId !== null) this.cells.set(cellId, (this.cells.get(cellId) ?? new Set<Run>()).add(run))
    return run
  }

  private add(item: Item): void {
    item.run.items.add(item)
    this.items.add(item)
    this.bytes += item.bytes
    const id = displayIdOf(item.content)
    if (id !== null) this.displays.set(id, (this.displays.get(id) ?? new Set<Item>()).add(item))
    this.makeRoom()
  }

  private update(content: JsonObject, bytes: number): void {
    for (const item of this.displays.get(displayIdOf(content) ?? '') ?? []) {
      item.content = content
      this.bytes += bytes + itemBytes - item.bytes
      item.bytes = bytes + itemBytes
    }
    this.makeRoom()
  }

  private makeRoom(): void {
    for (const item of this.items) {
      if (this.bytes <= this.capacity) return
      item.run.dropped++
      this.remove(item)
    }
  }

  private clear(run: Run): void {
    run.clearing = false
    run.dropped = 0
    for (const item of run.items) this.remove(item)
  }

  private remove(item: Item): void {
    item.run.items.delete(item)
    this.items.delete(item)
    this.bytes -= item.bytes
    const id = displayIdOf(item.content)
    if (id === null) return
    const shown = this.displays.get(id)
    shown?.delete(item)
    if (shown?.size === 0) this.displays.delete(id)
  }
}

function keepsSomething({ items, dropped }: Run): boolean {
  return items.size > 0 || dropped > 0
}

function displayIdOf({ transient }: JsonObject): string | null {
  const { display_id: id } = Object(transient) as { readonly display_id?: unknown }
  return typeof id === 'string' ? id : null
}
