import { randomUUID } from 'node:crypto'
import { Dealer, Subscriber } from 'zeromq'
import { systemClock } from '../../base/clock.ts'
import { createRng, randomSeed } from '../../base/rng.ts'
import { createCodec, type Codec } from '../protocol/codec.ts'
import { channelAddress, type ConnectionInfo } from '../protocol/connection-info.ts'
import type { IncomingMessage, JsonObject } from '../protocol/message.ts'
import { ReplayGuard } from '../protocol/replay-guard.ts'
import { createSigner } from '../protocol/signature.ts'
import { SendQueue } from './send-queue.ts'

const subscriberOptions = { linger: 0, receiveHighWaterMark: 0, reconnectInterval: 10 }
const dealerOptions = { ...subscriberOptions, sendHighWaterMark: 0 }

/** The other end of a kernel's channels: sends requests and waits for what comes back. */
export class KernelClient {
  private readonly codec: Codec
  private readonly session = randomUUID()
  private readonly shell = new Dealer({ ...dealerOptions, routingId: this.session })
  private readonly control = new Dealer({ ...dealerOptions, routingId: this.session })
  private readonly iopub = new Subscriber(subscriberOptions)
  private readonly queues = { shell: drain(this.shell), control: drain(this.control) }
  private readonly waiting = new Set<(message: IncomingMessage) => void>()

  constructor(info: ConnectionInfo) {
    this.codec = createCodec({
      session: this.session,
      username: 'ansatz',
      signer: createSigner(info.key, info.signatureScheme),
      replays: new ReplayGuard(createRng(randomSeed())),
      clock: systemClock,
    })
    for (const channel of ['shell', 'control', 'iopub'] as const) {
      this[channel].connect(channelAddress(info, channel))
      void this.listen(this[channel])
    }
    this.iopub.subscribe('')
  }

  /** Sends a request; returns the `msg_id` that everything about it carries as its parent. */
  send(channel: 'shell' | 'control', type: string, content: JsonObject = {}): string {
    const { header, frames } = this.codec.encode([], { type, parent: null, content })
    this.queues[channel].push(frames)
    return header.msg_id
  }

  /** The next message on any channel that satisfies. Wait before sending, or the answer may be missed. */
  next(satisfies: (message: IncomingMessage) => boolean, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        this.waiting.delete(watch)
        signal.removeEventListener('abort', abort)
      }
      const watch = (message: IncomingMessage): void => {
        if (!satisfies(message)) return
        forget()
        resolve(message)
      }
      const abort = (): void => {
        forget()
        reject(signal.reason)
      }
      this.waiting.add(watch)
      signal.addEventListener('abort', abort)
    })
  }

  close(): void {
    for (const socket of [this.shell, this.control, this.iopub]) socket.close()
  }

  private async listen(socket: AsyncIterable<Buffer[]>): Promise<void> {
    for await (const frames of socket) {
      const decoded = this.codec.decode(frames)
      if (decoded.ok) for (const watch of this.waiting) watch(decoded.message)
    }
  }
}

/** A client that is gone needs nothing told: its problem shows as an answer that never comes. */
function drain(socket: Dealer): SendQueue {
  return new SendQueue(socket, () => {})
}
