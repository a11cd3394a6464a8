import type { Codec } from '../protocol/codec.ts'
import type { Frame, OutgoingMessage } from '../protocol/message.ts'

export type ExecutionState = 'starting' | 'busy' | 'idle'

/** The channel that all clients listen to. Everything goes through here, so the order of calls is the order of arrival. */
export class Iopub {
  private readonly codec: Codec
  private readonly send: (frames: Frame[]) => void

  constructor(codec: Codec, send: (frames: Frame[]) => void) {
    this.codec = codec
    this.send = send
  }

  /** @returns about how many bytes the content has */
  publish(message: OutgoingMessage): number {
    const topic = `kernel.${this.codec.session}.${message.type}`
    const { frames } = this.codec.encode([topic], message)
    this.send(frames)
    return frames[frames.length - 1 - (message.buffers?.length ?? 0)].length
  }

  status(state: ExecutionState, parent: string | null): void {
    this.publish({ type: 'status', parent, content: { execution_state: state } })
  }

  /** Tells a new subscriber that it now hears us (JEP 65); its topic stands in front, so that it matches the subscription. */
  welcome(topic: Buffer): void {
    const message = { type: 'iopub_welcome', parent: null, content: { subscription: topic.toString('utf8') } }
    this.send(this.codec.encode([topic], message).frames)
  }
}
