import type { Clock } from '../../base/clock.ts'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import type { JsonObject } from '../protocol/message.ts'
import type { Audience } from './audience.ts'
import type { Iopub } from './iopub.ts'
import { MissedOutput, type Reader } from './missed-output.ts'
import { OutputGate } from './output-gate.ts'
import { OutputMemory, type KeptOutput } from './output-memory.ts'
import type { RequestBook, RequestEntry } from './request-book.ts'
import { StreamBatcher, type StreamChunk, type StreamName } from './stream-batcher.ts'
import { StreamLimit } from './stream-limit.ts'
import { UpdateCoalescer } from './update-coalescer.ts'

/** What a cell shows. */
export type OutputEvent = Extract<ExecutorEvent, { type: 'stream' | 'display' | 'result' | 'clear' | 'replay' }>
type DisplayEvent = Extract<ExecutorEvent, { type: 'display' }>

export interface OutputPipelineParts {
  readonly iopub: Iopub
  readonly book: RequestBook
  readonly audience: Audience
  readonly clock: Clock
  /** More waits to be sent than should; and later, that this is over. */
  readonly full: (isFull: boolean) => void
}

/** Brings what cells show to iopub: in order, in the right cell, in few messages. */
export class OutputPipeline {
  /** What cells showed while their page was gone. */
  readonly missed: MissedOutput
  private readonly iopub: Iopub
  private readonly gate: OutputGate
  private readonly book: RequestBook
  private readonly streams: StreamBatcher
  private readonly limit = new StreamLimit()
  private readonly updates: UpdateCoalescer<DisplayEvent>

  constructor({ iopub, book, audience, clock, full }: OutputPipelineParts) {
    this.iopub = iopub
    this.book = book
    this.gate = new OutputGate({ clock, full, send: (reader, output) => this.send(reader, output) })
    const memory = new OutputMemory({ clock })
    this.missed = new MissedOutput({ memory, audience, show: (reader, output) => this.gate.push({ reader, output }) })
    this.streams = new StreamBatcher((chunk) => this.showStream(chunk))
    this.updates = new UpdateCoalescer((event) => this.showUpdate(event))
  }

  receive(event: OutputEvent): void {
    const entry = this.requestOf(event.parent)
    if (entry === null || entry.silent) return
    switch (event.type) {
      case 'stream':
        this.streams.push({ parent: entry.id, name: event.name, text: event.text })
        return
      case 'display':
        this.display(event, entry)
        return
      case 'result':
        this.show(entry, 'execute_result', {
          execution_count: entry.count,
          data: event.data,
          metadata: event.metadata,
        })
        return
      case 'clear':
        this.show(entry, 'clear_output', { wait: event.wait })
        return
      case 'replay':
        this.gather(entry)
        this.missed.replay(entry, event.count)
    }
  }

  /** What was written to the executor's own standard output or error, behind the back of JavaScript. */
  receiveRaw(name: StreamName, text: string): void {
    const entry = this.book.latest
    if (entry !== null && !entry.silent) this.streams.push({ parent: entry.id, name, text })
  }

  /** Sends everything that waits for this request at once, so that what comes next comes after it. */
  flush(entry: RequestEntry): void {
    this.gather(entry)
    this.gate.flush(entry.id)
  }

  /** The request has ended: nothing of what it has shown is gathered any longer. */
  finish(entry: RequestEntry): void {
    this.gather(entry)
    for (const chunk of this.limit.finish(entry.id)) this.publishStream(chunk)
  }

  /** Resolves when all that the request has shown is on its way. Null at once where it is, as it is without a flood. */
  drained(entry: RequestEntry): Promise<void> | null {
    return this.gate.drained(entry.id)
  }

  /** Nothing will be shown any more. */
  close(): void {
    this.streams.flushAll()
    this.limit.close()
    this.gate.flushAll()
  }

  /** Shows something of `entry` behind all that it has shown so far. */
  show(entry: RequestEntry, type: string, content: JsonObject): void {
    this.gather(entry)
    this.publish(entry, { type, content })
  }

  /** Ends what is being gathered for one message, so that the next one comes behind it. */
  private gather(entry: RequestEntry): void {
    this.streams.flush(entry.id)
    this.updates.flush((_, event) => event.parent === entry.id)
  }

  private display(event: DisplayEvent, entry: RequestEntry): void {
    const { displayId } = event
    if (event.update && displayId !== null) {
      this.streams.flush(entry.id)
      this.updates.push(displayId, event)
      return
    }
    // An update that still waits was meant for what was shown before, so it must not come after the new display.
    this.updates.flush((id) => id === displayId)
    // `transient` has to be there even when empty: nbclient fails on null.
    const transient = displayId === null ? {} : { display_id: displayId }
    this.show(entry, 'display_data', { data: event.data, metadata: event.metadata, transient })
  }

  private showUpdate(event: DisplayEvent): void {
    const entry = this.requestOf(event.parent)
    if (entry === null) return
    const transient = { display_id: event.displayId }
    this.publish(entry, {
      type: 'update_display_data',
      content: { data: event.data, metadata: event.metadata, transient },
    })
  }

  private showStream(chunk: StreamChunk): void {
    for (const admitted of this.limit.admit(chunk)) this.publishStream(admitted)
  }

  private publishStream({ parent, name, text }: StreamChunk): void {
    const entry = this.book.get(parent)
    if (entry !== null) this.publish(entry, { type: 'stream', content: { name, text } })
  }

  private publish(entry: RequestEntry, output: KeptOutput): void {
    // The Jupyter server never drops it, and it is no output.
    if (output.type === 'execute_input') return void this.send(entry, output)
    this.gate.push({ reader: entry, output, sent: (sent, bytes) => this.missed.note(entry, sent, bytes) })
  }

  private send({ parent }: Reader, { type, content }: KeptOutput): number {
    return this.iopub.publish({ type, parent, content })
  }

  /** Output that names no request belongs to the latest one. */
  private requestOf(parent: string): RequestEntry | null {
    return parent === '' ? this.book.latest : this.book.get(parent)
  }
}
