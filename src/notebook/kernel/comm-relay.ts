import { isDeepStrictEqual } from 'node:util'
import { splitBuffers } from '../comms/buffer-paths.ts'
import { controlProtocol, controlTarget, WidgetStore, widgetTarget } from '../comms/widget-store.ts'
import type { ExecutorSupervisor } from '../executors/executor-supervisor.ts'
import type { CommStep, ExecutorEvent } from '../ipc/executor-messages.ts'
import type { Iopub } from '../output/iopub.ts'
import type { RequestBook } from '../output/request-book.ts'
import { UpdateCoalescer } from '../output/update-coalescer.ts'
import type { IncomingMessage, JsonObject } from '../protocol/message.ts'
import type { CommServer } from './comm-server.ts'
import { checked, ok, type Handlers } from './reply.ts'

type CommEvent = Extract<ExecutorEvent, { type: 'comm' | 'commTarget' | 'commTaken' | 'commDone' }>

export interface CommRelayParts {
  readonly iopub: Iopub
  readonly book: RequestBook
  readonly supervisor: ExecutorSupervisor
  /** The targets that user code has no part in, by name. */
  readonly served: ReadonlyMap<string, CommServer>
}

/** A frontend's step that user code has not finished with. */
interface Forwarded {
  readonly commId: string
  /** What it changed in the state of a widget. */
  readonly patch: JsonObject
  readonly parent: string
  readonly finish: () => void
}

interface Waiting {
  readonly commId: string
  readonly parent: string
}

/** At most twenty updates a second for each widget; the last one is always sent. */
const updateIntervalMs = 50

/**
 * Carries comm messages between frontends and user code, and keeps the state of every widget on the way. So a frontend
 * that asks for states gets them also while user code is busy, and learns when the comms die with it.
 */
export class CommRelay {
  private readonly parts: CommRelayParts
  private readonly store = new WidgetStore()
  /** What frontends may open. */
  private readonly targets = new Set<string>()
  private readonly forwarded = new Map<string, Forwarded>()
  /** The keys of each widget that have changed and were not sent yet. */
  private readonly unsent = new Map<string, Set<string>>()
  private readonly updates = new UpdateCoalescer<Waiting>((update) => this.publishUpdate(update), updateIntervalMs)
  private count = 0

  constructor(parts: CommRelayParts) {
    this.parts = parts
  }

  handlers(): Handlers {
    return {
      comm_info_request: checked('comm_info_request', ({ target_name: target }) =>
        ok({ comms: this.store.info(target ?? null) }),
      ),
      comm_open: checked('comm_open', async ({ comm_id: commId, target_name: target, data }, message) => {
        await this.opened({ step: 'open', commId, target, data, ...extrasOf(message) }, message.headerText)
        return null
      }),
      comm_msg: checked('comm_msg', async ({ comm_id: commId, data }, message) => {
        await this.arrived({ step: 'message', commId, target: '', data, ...extrasOf(message) }, message.headerText)
        return null
      }),
      comm_close: checked('comm_close', async ({ comm_id: commId, data }, message) => {
        const target = this.store.targetOf(commId)
        if (target === null) return null
        this.forget(commId)
        this.serverOf(target)?.closed(commId)
        const step: CommStep = { step: 'close', commId, target: '', data, ...extrasOf(message) }
        if (!this.isOwn(target)) await this.forward(step, message.headerText, {})
        return null
      }),
    }
  }

  /** Takes what user code says. */
  receive(event: CommEvent): void {
    if (event.type === 'comm') this.said(event, event.parent)
    else if (event.type === 'commTarget') this.targets.add(event.target)
    else if (event.type === 'commTaken') this.taken(event.id)
    else this.finish(event.id)
  }

  /** Sends what still waits of a request that ends. */
  flush(requestId: string): void {
    this.updates.flush((_, { parent }) => parent === requestId)
  }

  /** User code has died, and its side of all comms with it. */
  lost(): void {
    const parent = this.parts.book.latest?.parent ?? null
    for (const id of this.store.ids()) {
      if (this.isOwn(this.store.targetOf(id))) continue
      this.forget(id)
      this.parts.iopub.publish({ type: 'comm_close', parent, content: { comm_id: id, data: {} } })
    }
    this.targets.clear()
    for (const id of this.forwarded.keys()) this.finish(id)
  }

  private async opened(step: CommStep, parent: string): Promise<void> {
    if (this.isOwn(step.target)) {
      this.store.open(step.commId, step.target)
      this.serverOf(step.target)?.opened(step.commId, parent)
    } else if (this.targets.has(step.target)) {
      this.store.open(step.commId, step.target)
      await this.forward(step, parent, {})
    } else {
      // On iopub, where frontends listen for comm messages; on shell it would be taken for a reply.
      this.parts.iopub.publish({ type: 'comm_close', parent, content: { comm_id: step.commId, data: {} } })
    }
  }

  private async arrived(step: CommStep, parent: string): Promise<void> {
    const target = this.store.targetOf(step.commId)
    if (target === null) return
    const { method } = step.data
    const server = this.serverOf(target)
    if (server !== undefined) {
      server.received(step.commId, step.data, parent)
    } else if (target === controlTarget) {
      if (method === 'request_states') this.publishStates(step.commId, parent)
    } else if (target !== widgetTarget || (method !== 'update' && method !== 'request_state')) {
      await this.forward(step, parent, {})
    } else if (method === 'update') {
      // User code first: it works while the frontends are told, and nothing it says is heard before the next turn.
      const handled = this.forward(step, parent, this.store.update(step.commId, step.data, step.buffers))
      const { buffers, metadata } = step
      const content = { comm_id: step.commId, data: { ...step.data, method: 'echo_update' } }
      this.parts.iopub.publish({ type: 'comm_msg', parent, content, metadata, buffers: buffers.map(toBuffer) })
      await handled
    } else {
      this.publishState(step.commId, parent)
    }
  }

  private forward(step: CommStep, parent: string, patch: JsonObject): Promise<void> {
    const id = `c${++this.count}`
    this.parts.supervisor.handling(1)
    this.parts.supervisor.send({ type: 'comm', id, ...step })
    return new Promise((finish) => {
      this.forwarded.set(id, { commId: step.commId, patch, parent, finish })
    })
  }

  /**
   * User code now learns what a frontend has changed. What it sent before about the same keys has crossed with that on the
   * way; the frontend's word is the later one, so it is told again and stands on both sides.
   */
  private taken(id: string): void {
    const forwarded = this.forwarded.get(id)
    if (forwarded === undefined) return
    const { commId, patch, parent } = forwarded
    const state = this.store.stateOf(commId)
    const crossed = Object.keys(patch).filter((key) => !isDeepStrictEqual(state[key], patch[key]))
    if (crossed.length === 0) return
    this.store.apply(commId, patch)
    this.publishState(commId, parent, crossed)
  }

  private finish(id: string): void {
    const forwarded = this.forwarded.get(id)
    if (forwarded === undefined) return
    this.forwarded.delete(id)
    this.parts.supervisor.handling(-1)
    // What the handler answered must come before `idle`.
    this.updates.flush(() => true)
    forwarded.finish()
  }

  private said({ step, commId, target, data, metadata, buffers }: CommStep, requestId: string): void {
    if (step === 'open') this.store.open(commId, target)
    const known = this.store.targetOf(commId)
    if (known === null) return
    if (known === widgetTarget && step !== 'close') {
      const patch = this.store.update(commId, data, buffers)
      if (step === 'message' && data.method === 'update') {
        this.noteUnsent(commId, Object.keys(patch))
        this.updates.push(commId, { commId, parent: requestId })
        return
      }
    }
    // What waits was said before this.
    this.updates.flush((id) => id === commId)
    if (step === 'close') this.forget(commId)
    this.parts.iopub.publish({
      type: step === 'message' ? 'comm_msg' : `comm_${step}`,
      parent: this.parentOf(requestId),
      content: { comm_id: commId, ...(step === 'open' && { target_name: target }), data },
      metadata,
      buffers: buffers.map(toBuffer),
    })
  }

  private noteUnsent(commId: string, keys: readonly string[]): void {
    const noted = this.unsent.get(commId) ?? new Set<string>()
    for (const key of keys) noted.add(key)
    this.unsent.set(commId, noted)
  }

  private publishUpdate({ commId, parent }: Waiting): void {
    const keys = this.unsent.get(commId)
    if (keys === undefined) return
    this.unsent.delete(commId)
    this.publishState(commId, this.parentOf(parent), keys)
  }

  private publishState(commId: string, parent: string | null, keys?: Iterable<string>): void {
    const { buffers, ...data } = splitBuffers(this.store.stateOf(commId, keys))
    const content = { comm_id: commId, data: { method: 'update', ...data } }
    this.parts.iopub.publish({ type: 'comm_msg', parent, content, buffers: buffers.map(toBuffer) })
  }

  private publishStates(commId: string, parent: string): void {
    const { state, buffer_paths, buffers } = this.store.states()
    this.parts.iopub.publish({
      type: 'comm_msg',
      parent,
      content: { comm_id: commId, data: { method: 'update_states', states: state, buffer_paths } },
      metadata: controlProtocol,
      buffers: buffers.map(toBuffer),
    })
  }

  private serverOf(target: string): CommServer | undefined {
    return this.parts.served.get(target)
  }

  /** Whether comms of this target end here, so that user code neither hears of them nor takes them with it. */
  private isOwn(target: string | null): boolean {
    return target !== null && (target === controlTarget || this.parts.served.has(target))
  }

  private forget(commId: string): void {
    this.unsent.delete(commId)
    this.store.close(commId)
  }

  private parentOf(requestId: string): string | null {
    return (this.parts.book.get(requestId) ?? this.parts.book.latest)?.parent ?? null
  }
}

function extrasOf({ metadata, buffers }: IncomingMessage): Pick<CommStep, 'metadata' | 'buffers'> {
  return { metadata, buffers }
}

function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
