import { globMatcher } from './glob.ts'
import type { HistoryRecord, HistoryStore } from './history-store.ts'

/** One cell that ran, as Jupyter's history knows it. */
interface HistoryLine {
  readonly count: number
  readonly input: string
  output: string | null
}

/** What one shell of one kernel has run. */
interface HistorySession {
  readonly id: string
  /** The place in the history of all kernels, from 1; null until it is known. */
  number: number | null
  readonly lines: HistoryLine[]
}

export interface HistoryQuery {
  readonly output: boolean
}

/** `[session, line, input]`, or `[session, line, [input, output]]` when outputs were asked for. */
export type HistoryItem = readonly [number, number, string | readonly [string, string | null]]

/** Writes down the cells of one shell as they run. */
export interface HistoryWriter {
  add(count: number, input: string): void
  /** The text of the value that the cell `count` ended with. */
  noteResult(count: number, text: string): void
}

const searchLimit = 1000
/** Characters of a result that are kept: enough to recognise it. */
const longestOutput = 4096

/**
 * The cells that ran in this kernel and, with a store, in all kernels before and beside it: for the arrow keys of a
 * console. The sessions of this kernel count as the newest, whichever kernel started last.
 */
export class History {
  /** For the cells of the main shell. */
  readonly main: HistoryWriter
  private readonly store: HistoryStore | null
  private readonly own: HistorySession[]
  private readonly others = new Map<string, HistorySession>()
  private newest = 0

  /** @param id names the session of the main shell; no other kernel may have the same */
  constructor(id: string, store: HistoryStore | null = null) {
    this.store = store
    this.own = []
    this.main = this.open(id)
  }

  /** For the cells of a subshell, which counts its cells on its own and so is a session of its own. */
  open(id: string): HistoryWriter {
    const session: HistorySession = { id, number: null, lines: [] }
    this.own.push(session)
    return this.writer(session)
  }

  /** Takes in what all kernels have stored since the last call. */
  async refresh(): Promise<void> {
    if (this.store === null) return
    const { records, fromStart } = await this.store.read()
    if (fromStart) {
      this.others.clear()
      this.newest = 0
    }
    for (const record of records) this.take(record)
  }

  tail(n: number, query: HistoryQuery): HistoryItem[] {
    return this.newestFirst(n, () => true, query)
  }

  /** Lines `start` up to but not including `stop`; session 0 is this one, -1 the one before, 1 the first of all. */
  range({ session, start, stop }: { session: number; start: number; stop: number | null }, query: HistoryQuery) {
    const current = this.numberOf(this.own[0])
    const wanted = session > 0 ? session : current + session
    const found = this.sessions().find((candidate) => this.numberOf(candidate) === wanted)
    return (found?.lines ?? [])
      .filter(({ count }) => count >= start && (stop === null || count < stop))
      .map((line) => item(wanted, line, query))
  }

  /** The last `n` lines that match a glob (`*`, `?`, `[…]`); with `unique`, of equal lines only the last. */
  search({ pattern, n, unique }: { pattern: string; n: number | null; unique: boolean }, query: HistoryQuery) {
    const matches = globMatcher(pattern)
    const seen = new Set<string>()
    const wanted = (input: string): boolean => {
      if (!matches(input) || (unique && seen.has(input))) return false
      seen.add(input)
      return true
    }
    return this.newestFirst(n ?? searchLimit, wanted, query)
  }

  private newestFirst(n: number, wanted: (input: string) => boolean, query: HistoryQuery): HistoryItem[] {
    const found: HistoryItem[] = []
    for (const session of this.sessions().toReversed()) {
      const number = this.numberOf(session)
      for (let at = session.lines.length - 1; at >= 0 && found.length < n; at--) {
        if (wanted(session.lines[at].input)) found.push(item(number, session.lines[at], query))
      }
    }
    return found.toReversed()
  }

  private sessions(): HistorySession[] {
    return [...this.others.values(), ...this.own.toReversed()]
  }

  /** One that has stored nothing yet will get the next free number. */
  private numberOf(session: HistorySession): number {
    return session.number ?? this.newest + 1 + this.own.filter(({ number }) => number === null).indexOf(session)
  }

  private writer(session: HistorySession): HistoryWriter {
    const { store } = this
    let announced = false
    return {
      add: (count, input) => {
        session.lines.push({ count, input, output: null })
        // Announced by its first cell: most kernels of a Jupyter server run none before they are culled.
        if (!announced) store?.append({ type: 'session', id: session.id })
        announced = true
        store?.append({ type: 'input', id: session.id, count, text: input })
      },
      noteResult: (count, text) => {
        const line = session.lines.findLast((candidate) => candidate.count === count)
        if (line === undefined) return
        line.output = text.slice(0, longestOutput)
        store?.append({ type: 'output', id: session.id, count, text: line.output })
      },
    }
  }

  private take(record: HistoryRecord): void {
    const own = this.own.find(({ id }) => id === record.id)
    if (record.type === 'session') {
      this.newest = record.number ?? this.newest + 1
      if (own !== undefined) own.number = this.newest
      else this.others.set(record.id, { id: record.id, number: this.newest, lines: [] })
      return
    }
    const session = own === undefined ? this.others.get(record.id) : undefined
    if (session === undefined) return
    const { count, text } = record
    if (record.type === 'input') session.lines.push({ count, input: text, output: null })
    else {
      const line = session.lines.findLast((candidate) => candidate.count === count)
      if (line !== undefined) line.output = text
    }
  }
}

function item(session: number, { count, input, output }: HistoryLine, query: HistoryQuery): HistoryItem {
  return [session, count, query.output ? [input, output] : input]
}
