import { systemClock, type Clock } from '../../base/clock.ts'
import { Spool, type SpoolFile } from './spool.ts'
import type { StreamChunk } from './stream-batcher.ts'
import { TokenBucket } from './token-bucket.ts'

/** Characters of text that one request may show: JupyterLab scans the whole text of an output at every append. */
const standardLimit = 2_000_000
/** How much of the end is kept for showing it when the cell has ended. */
const tailLength = 20_000

/**
 * The Jupyter server drops all output, plots included, while more than 1 MB/s of text has come in the last three
 * seconds; every `idle` starts its count afresh. 2.1 MB and 0.2 MB/s are 2.7 MB in any three seconds: a cell may show
 * all that its limit allows at once, and only what several write in the background is slowed down.
 */
const serverRate = { burst: 2_100_000, perSecond: 200_000 }

interface Usage {
  /** Characters that the frontend holds: of a progress bar, those of its last drawing. */
  shown: number
  /** Those of the line that is still being written. */
  line: number
  /** All that was written, until a file takes it. */
  kept: string[]
  keptLength: number
  spool: SpoolFile | null
  leftOut: number
  tail: string
}

export interface StreamLimitOptions {
  readonly limit?: number
  readonly clock?: Clock
}

/**
 * Lets the head and the tail of an endless output through, says what is missing between them, and keeps all of it in a
 * file.
 */
export class StreamLimit {
  private readonly usages = new Map<string, Usage>()
  private readonly limit: number
  private readonly rate: TokenBucket
  private readonly spool = new Spool()

  constructor({ limit = standardLimit, clock = systemClock }: StreamLimitOptions = {}) {
    this.limit = limit
    this.rate = new TokenBucket(serverRate, clock)
  }

  /** What of `chunk` is shown now. */
  admit(chunk: StreamChunk): readonly StreamChunk[] {
    const usage = this.usageOf(chunk.parent)
    this.keep(usage, chunk)
    if (usage.leftOut > 0) {
      leaveOut(usage, chunk.text)
      return []
    }
    const grown = growth(usage, chunk.text)
    const fits = this.rate.take(Buffer.byteLength(chunk.text))
    if (fits && grown.shown <= this.limit) {
      Object.assign(usage, grown)
      return [chunk]
    }
    const room = fits ? Math.max(0, this.limit - usage.shown) : 0
    const head = chunk.text.slice(0, room)
    leaveOut(usage, chunk.text.slice(room))
    this.startSpool(usage, chunk.parent)
    const file = usage.spool === null ? '' : ` All of it is in ${usage.spool.path}.`
    const text = `This output is long: from here on only its end is shown, when the cell has ended.${file}`
    return [...(head === '' ? [] : [{ ...chunk, text: head }]), notice(chunk.parent, text)]
  }

  /** The request has ended: the end of what was left out. What comes later starts afresh. */
  finish(parent: string): readonly StreamChunk[] {
    const usage = this.usages.get(parent)
    this.usages.delete(parent)
    usage?.spool?.close(usage.leftOut > 0)
    if (usage === undefined || usage.leftOut === 0) return []
    const missing = usage.leftOut - usage.tail.length
    const explained = notice(parent, `${missing} characters are left out here.`)
    return [...(missing > 0 ? [explained] : []), { parent, name: 'stdout', text: usage.tail }]
  }

  /** Nothing will be shown any more. */
  close(): void {
    for (const { spool, leftOut } of this.usages.values()) spool?.close(leftOut > 0)
    this.usages.clear()
  }

  private keep(usage: Usage, { parent, text }: StreamChunk): void {
    if (usage.spool !== null) {
      usage.spool.append(text)
      return
    }
    usage.kept.push(text)
    usage.keptLength += text.length
    // A progress bar may write for days without ever being too long to be shown.
    if (usage.keptLength > this.limit) this.startSpool(usage, parent)
  }

  private startSpool(usage: Usage, parent: string): void {
    if (usage.spool !== null) return
    usage.spool = this.spool.open(parent)
    for (const text of usage.kept) usage.spool?.append(text)
    usage.kept = []
    usage.keptLength = 0
  }

  private usageOf(parent: string): Usage {
    const known = this.usages.get(parent)
    if (known !== undefined) return known
    const usage = { shown: 0, line: 0, kept: [], keptLength: 0, spool: null, leftOut: 0, tail: '' }
    this.usages.set(parent, usage)
    return usage
  }
}

function leaveOut(usage: Usage, text: string): void {
  usage.leftOut += text.length
  usage.tail = (usage.tail + text).slice(-tailLength)
}

/** How much the frontend holds after `text`: a carriage return draws over the line that is being written. */
function growth({ shown, line }: Usage, text: string): Pick<Usage, 'shown' | 'line'> {
  const lastLine = text.lastIndexOf('\n') + 1
  if (!text.includes('\r')) {
    return { shown: shown + text.length, line: text.length - lastLine + (lastLine === 0 ? line : 0) }
  }
  let [total, current] = [shown - line, line]
  for (const [index, part] of text.split('\n').entries()) {
    if (index > 0) {
      total += current + 1
      current = 0
    }
    const [first, ...drawings] = part.split('\r')
    current = Math.max(current + first.length, ...drawings.map(({ length }) => length))
  }
  return { shown: total + current, line: current }
}

function notice(parent: string, text: string): StreamChunk {
  return { parent, name: 'stderr', text: `\n[ansatz] ${text}\n` }
}
