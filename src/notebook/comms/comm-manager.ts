import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../protocol/message.ts'
import type { CommHost, TargetHandler } from './comm-host.ts'
import { messageOf, type CommExtras, type CommMessage, type CommStep } from './comm-message.ts'
import { Comm } from './comm.ts'
import { Listeners } from './listeners.ts'
import { badTarget } from './messages.ts'

/** The way to the frontends. */
export interface CommWire {
  send(step: CommStep): void
  /** Frontends may open comms for this target. */
  announce(target: string): void
}

interface Opening {
  readonly comm: Comm
  readonly message: CommMessage
}

/** The comms of one notebook. */
export class CommManager implements CommHost {
  private readonly wire: CommWire
  private readonly comms = new Map<string, Comm>()
  private readonly targets = new Map<string, Listeners<Opening>>()

  constructor(wire: CommWire) {
    this.wire = wire
  }

  open(target: string, data: JsonObject, extras: CommExtras & { readonly id?: string } = {}): Comm {
    if (typeof target !== 'string' || target === '') throw badTarget(target)
    const comm = this.add(extras.id ?? randomUUID(), target)
    this.wire.send({ step: 'open', commId: comm.id, target, ...messageOf(data, extras) })
    return comm
  }

  register(target: string, handler: TargetHandler): void {
    if (typeof target !== 'string' || target === '') throw badTarget(target)
    const listeners = new Listeners<Opening>()
    listeners.add(({ comm, message }) => handler(comm, message))
    this.targets.set(target, listeners)
    this.wire.announce(target)
  }

  /** Takes a frontend's step; resolves when the handlers have ended. Never rejects. */
  async receive({ step, commId, target, ...message }: CommStep): Promise<void> {
    if (step === 'open') return this.opened({ comm: this.add(commId, target), message })
    const comm = this.comms.get(commId)
    if (comm === undefined) return
    if (step === 'message') return comm.deliver(message)
    this.comms.delete(commId)
    return comm.ended(message)
  }

  private async opened(opening: Opening): Promise<void> {
    const listeners = this.targets.get(opening.comm.target)
    if (listeners === undefined) opening.comm.close()
    else await listeners.call(opening)
  }

  private add(id: string, target: string): Comm {
    const comm = new Comm({ id, target }, (sent) => {
      if (sent.step === 'close') this.comms.delete(id)
      this.wire.send(sent)
    })
    this.comms.set(id, comm)
    return comm
  }
}
