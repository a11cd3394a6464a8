import { collapseProgress } from './collapse-progress.ts'

export type StreamName = 'stdout' | 'stderr'

export interface StreamChunk {
  readonly parent: string
  readonly name: StreamName
  readonly text: string
}

/** Long enough to gather a loop's output, short enough to look live (ipykernel waits 200 ms). */
const intervalMs = 50
const flushBytes = 32 * 1024
/**
 * How many times the two streams may alternate in one interval before their order is given up: with 16 messages every
 * 50 ms we stay below the 1000 messages per second above which the Jupyter server drops output.
 */
const maxSegments = 16

interface Segment {
  readonly name: StreamName
  readonly texts: string[]
}

interface Batch {
  segments: Segment[]
  length: number
  timer: NodeJS.Timeout
}

/**
 * Gathers the small writes of each request into few messages. The first write goes out at once, what follows every
 * 50 ms or 32 kB; standard output and error keep their order.
 */
export class StreamBatcher {
  private readonly batches = new Map<string, Batch>()
  private readonly emit: (chunk: StreamChunk) => void

  constructor(emit: (chunk: StreamChunk) => void) {
    this.emit = emit
  }

  push(chunk: StreamChunk): void {
    if (chunk.text === '') return
    const batch = this.batches.get(chunk.parent)
    if (batch === undefined) {
      this.batches.set(chunk.parent, this.quietBatch(chunk.parent))
      this.emit({ ...chunk, text: collapseProgress(chunk.text) })
      return
    }
    append(batch, chunk)
    if (batch.length >= flushBytes) this.emitAll(chunk.parent, batch)
  }

  /** Sends what waits for `parent`: before anything else of the same request is shown. */
  flush(parent: string): void {
    const batch = this.batches.get(parent)
    if (batch !== undefined) this.emitAll(parent, batch)
  }

  flushAll(): void {
    for (const [parent, batch] of this.batches) this.emitAll(parent, batch)
  }

  private quietBatch(parent: string): Batch {
    return { segments: [], length: 0, timer: setTimeout(() => this.tick(parent), intervalMs) }
  }

  /** An interval without output ends the batch, so that the next write goes out at once again. */
  private tick(parent: string): void {
    const batch = this.batches.get(parent)
    if (batch === undefined) return
    if (batch.segments.length === 0) {
      this.batches.delete(parent)
      return
    }
    this.emitAll(parent, batch)
    batch.timer = setTimeout(() => this.tick(parent), intervalMs)
  }

  private emitAll(parent: string, batch: Batch): void {
    const { segments } = batch
    batch.segments = []
    batch.length = 0
    for (const { name, texts } of segments) this.emit({ parent, name, text: collapseProgress(texts.join('')) })
  }
}

function append(batch: Batch, { name, text }: StreamChunk): void {
  batch.length += text.length
  const last = batch.segments.at(-1)
  const target =
    last?.name === name || batch.segments.length >= maxSegments
      ? batch.segments.findLast((segment) => segment.name === name)
      : undefined
  if (target === undefined) batch.segments.push({ name, texts: [text] })
  else target.texts.push(text)
}
