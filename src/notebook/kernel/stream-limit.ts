import type { StreamChunk } from './stream-batcher.ts'

/**
 * Characters of text that one request may show. JupyterLab scans the whole text of an output at every append, and the
 * Jupyter server drops what exceeds 1 MB/s over three seconds, plots included; two million stay below both.
 */
const standardLimit = 2_000_000
/** How much of the end is kept for showing it when the cell has ended. */
const tailLength = 20_000

interface Usage {
  shown: number
  leftOut: number
  tail: string
}

/** Lets the head and the tail of an endless output through, and says what is missing between them. */
export class StreamLimit {
  private readonly usages = new Map<string, Usage>()
  private readonly limit: number

  constructor(limit: number = standardLimit) {
    this.limit = limit
  }

  /** What of `chunk` is shown now. */
  admit(chunk: StreamChunk): readonly StreamChunk[] {
    const usage = this.usageOf(chunk.parent)
    const room = this.limit - usage.shown
    if (chunk.text.length <= room) {
      usage.shown += chunk.text.length
      return [chunk]
    }
    const isFirst = usage.leftOut === 0
    const [head, rest] = [chunk.text.slice(0, room), chunk.text.slice(room)]
    usage.shown = this.limit
    usage.leftOut += rest.length
    usage.tail = (usage.tail + rest).slice(-tailLength)
    if (!isFirst) return []
    return [
      { ...chunk, text: head },
      notice(chunk.parent, 'This cell writes very much: from here on only the end is shown, when the cell has ended.'),
    ]
  }

  /** The request has ended: the end of what was left out. What comes later starts afresh. */
  finish(parent: string): readonly StreamChunk[] {
    const usage = this.usages.get(parent)
    this.usages.delete(parent)
    if (usage === undefined || usage.leftOut === 0) return []
    const missing = usage.leftOut - usage.tail.length
    const explained = notice(
      parent,
      `${missing} characters are left out here. Write long output to a file to keep all of it.`,
    )
    return [...(missing > 0 ? [explained] : []), { parent, name: 'stdout', text: usage.tail }]
  }

  private usageOf(parent: string): Usage {
    const known = this.usages.get(parent)
    if (known !== undefined) return known
    const usage = { shown: 0, leftOut: 0, tail: '' }
    this.usages.set(parent, usage)
    return usage
  }
}

function notice(parent: string, text: string): StreamChunk {
  return { parent, name: 'stderr', text: `\n[ansatz] ${text}\n` }
}
