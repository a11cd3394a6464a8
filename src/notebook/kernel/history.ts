/** One cell that ran, as Jupyter's history knows it. */
interface HistoryLine {
  readonly count: number
  readonly input: string
  output: string | null
}

export interface HistoryQuery {
  readonly output: boolean
}

/** `[session, line, input]`, or `[session, line, [input, output]]` when outputs were asked for. */
export type HistoryItem = readonly [number, number, string | readonly [string, string | null]]

/** The only session so far: what this process has run. */
const currentSession = 1
const searchLimit = 1000

/** The cells that ran in this kernel, for the arrow keys of a console. */
export class History {
  private readonly lines: HistoryLine[] = []

  add(count: number, input: string): void {
    this.lines.push({ count, input, output: null })
  }

  /** The text of the value that the cell `count` ended with. */
  noteResult(count: number, text: string): void {
    const line = this.lines.findLast((candidate) => candidate.count === count)
    if (line !== undefined) line.output = text
  }

  tail(n: number, query: HistoryQuery): HistoryItem[] {
    return n === 0 ? [] : this.lines.slice(-n).map((line) => item(line, query))
  }

  /** Lines `start` up to but not including `stop`; session 0 is the current one. */
  range({ session, start, stop }: { session: number; start: number; stop: number | null }, query: HistoryQuery) {
    if (session !== 0 && session !== currentSession) return []
    return this.lines
      .filter(({ count }) => count >= start && (stop === null || count < stop))
      .map((line) => item(line, query))
  }

  /** The last `n` lines that match a glob (`*`, `?`, `[…]`); with `unique`, of equal lines only the last. */
  search({ pattern, n, unique }: { pattern: string; n: number | null; unique: boolean }, query: HistoryQuery) {
    const matches = globMatcher(pattern)
    const seen = new Set<string>()
    const found = this.lines.toReversed().filter(({ input }) => {
      if (!matches(input) || (unique && seen.has(input))) return false
      seen.add(input)
      return true
    })
    return found
      .slice(0, n ?? searchLimit)
      .reverse()
      .map((line) => item(line, query))
  }
}

function item({ count, input, output }: HistoryLine, query: HistoryQuery): HistoryItem {
  return [currentSession, count, query.output ? [input, output] : input]
}

/** SQLite's GLOB, which Jupyter's history has always used. */
function globMatcher(pattern: string): (text: string) => boolean {
  const source = pattern.replaceAll(/\[(\^?)([^\]]+)\]|[*?]|[\\^$.|+(){}[\]]/g, (token, not: string, set: string) => {
    if (token === '*') return '[^]*'
    if (token === '?') return '[^]'
    if (set !== undefined) return `[${not}${set.replaceAll(/[\\[]/g, String.raw`\$&`)}]`
    return `\\${token}`
  })
  const expression = new RegExp(`^${source}$`, 'u')
  return (text) => expression.test(text)
}
