import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { MimeBundle } from '../../base/display.ts'
import type { JsonObject } from '../protocol/message.ts'
import { joinBuffers, splitBuffers } from './buffer-paths.ts'
import { commHost } from './comm-host.ts'
import type { CommMessage } from './comm-message.ts'
import type { Comm } from './comm.ts'
import { Listeners, type Listener } from './listeners.ts'
import { widgetProtocol, widgetTarget } from './widget-store.ts'

const viewMime = 'application/vnd.jupyter.widget-view+json'

/** A message of a widget that is no change of its state. */
export interface CustomMessage {
  readonly content: unknown
  readonly buffers: readonly Uint8Array[]
}

/**
 * The state of one widget, shared with its models in the frontends by ipywidgets' protocol 2.1. Outside a notebook it is
 * just a state.
 */
export class WidgetModel {
  readonly id: string = randomUUID()
  private current: JsonObject
  private readonly comm: Comm | null
  private readonly changes = new Listeners<ReadonlySet<string>>()
  private readonly customs = new Listeners<CustomMessage>()
  /** While a frontend's update is handled: what it sent, and what handlers have set meanwhile. */
  private handling: { readonly sent: JsonObject; readonly set: Set<string> } | null = null

  constructor(state: JsonObject) {
    this.current = state
    const { buffers, ...data } = splitBuffers(state)
    const opening = { id: this.id, metadata: widgetProtocol, buffers }
    this.comm = commHost()?.open(widgetTarget, { ...data }, opening) ?? null
    this.comm?.onMessage((message) => this.receive(message))
  }

  get state(): JsonObject {
    return this.current
  }

  /** Changes the state here and in the frontends, and tells the watchers. What is as before is not sent. */
  set(patch: JsonObject): void {
    const changed = this.apply(patch)
    if (changed.size === 0) return
    if (this.handling === null) this.sendKeys(changed)
    else for (const key of changed) this.handling.set.add(key)
    void this.changes.call(changed)
  }

  /** Calls `listener` with the keys that have changed, whoever changed them. */
  onChange(listener: Listener<ReadonlySet<string>>): () => void {
    return this.changes.add(listener)
  }

  onCustom(listener: Listener<CustomMessage>): () => void {
    return this.customs.add(listener)
  }

  /** Sends a message that is no change of the state. */
  sendCustom(content: unknown, buffers: readonly Uint8Array[] = []): void {
    this.comm?.send({ method: 'custom', content }, { buffers })
  }

  /** Takes the widget away from the frontends; the state stays. */
  close(): void {
    this.comm?.close()
  }

  /** What a notebook shows of it. */
  view(text: string): MimeBundle {
    const plain = { 'text/plain': text }
    if (this.comm === null) return plain
    return { [viewMime]: { version_major: 2, version_minor: 0, model_id: this.id }, ...plain }
  }

  private async receive({ data, buffers }: CommMessage): Promise<void> {
    if (data.method === 'custom') return this.customs.call({ content: data.content, buffers })
    if (data.method !== 'update' || typeof data.state !== 'object' || data.state === null) return
    const sent = joinBuffers(data.state as JsonObject, data.buffer_paths, buffers)
    // The property lock: a frontend is not told what it has just told us, but what the handlers made of it.
    const handling = { sent, set: new Set<string>() }
    this.handling = handling
    const changed = this.apply(sent)
    const ended = changed.size === 0 ? null : this.changes.call(changed)
    this.handling = null
    this.sendKeys([...handling.set].filter((key) => !isSame(this.current[key], sent[key])))
    await ended
  }

  private apply(patch: JsonObject): ReadonlySet<string> {
    const keys = Object.keys(patch).filter((key) => !isSame(this.current[key], patch[key]))
    if (keys.length > 0) this.current = { ...this.current, ...patch }
    return new Set(keys)
  }

  private sendKeys(keys: Iterable<string>): void {
    const state = Object.fromEntries([...keys].map((key) => [key, this.current[key]]))
    if (Object.keys(state).length === 0 || this.comm?.open !== true) return
    const { buffers, ...data } = splitBuffers(state)
    this.comm.send({ method: 'update', ...data }, { buffers })
  }
}

function isSame(a: unknown, b: unknown): boolean {
  // Bytes that were changed in place are the same object; comparing them would say that nothing has changed.
  return ArrayBuffer.isView(a) ? false : isDeepStrictEqual(a, b)
}
