import type { Codec } from '../protocol/codec.ts'
import type { OutgoingMessage } from '../protocol/message.ts'

export type ExecutionState = 'starting' | 'busy' | 'idle'

/** The channel that all clients listen to. Everything goes through here, so the order of calls is the order of arrival. */
export class Iopub {
  private readonly codec: Codec
  private readonly send: (frames: Buffer[]) => void

  constructor(codec: Codec, send: (frames: Buffer[]) => void) {
    this.codec = codec
    this.send = send
  }

  /** @returns the size of the content, in bytes */
  publish(message: OutgoingMessage): number {
    const topic = Buffer.from(`kernel.${this.codec.session}.${message.type}`)
    const { frames } = this.codec.encode([topic], message)
    this.send(frames)
    return frames[frames.length - 1 - (message.buffers?.length ?? 0)].length
  }

  status(state: ExecutionState, parent: Buffer | null): void {
    this.publish({ type: 'status', parent, content: { execution_state: state } })
  }

  /** Tells a new subscriber that it now hears us (JEP 65); its topic stands in front, so that it matches the subscription. */
  welcome(topic: Buffer): void {
    const message = { type: 'iopub_welcome', parent: null, content: { subscription: topic.toString('utf8') } }
    this.send(this.codec.encode([topic], message).frames)
  }
}
