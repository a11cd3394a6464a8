import type { Frame } from '../protocol/message.ts'

/** The part of a zeromq socket that sends. */
export interface FrameSink {
  send(frames: Frame[]): Promise<void>
}

/**
 * Sends messages one after the other. zeromq.js allows one unfinished send per socket and throws EBUSY at the second,
 * which in a flood of output loses everything behind it.
 */
export class SendQueue {
  private readonly waiting: Frame[][] = []
  private readonly sink: FrameSink
  private readonly onProblem: (problem: unknown) => void
  private sending: Promise<void> | null = null

  constructor(sink: FrameSink, onProblem: (problem: unknown) => void) {
    this.sink = sink
    this.onProblem = onProblem
  }

  push(frames: Frame[]): void {
    this.waiting.push(frames)
    this.sending ??= this.sendAll()
  }

  /** Resolves when everything pushed so far is with libzmq. */
  async flushed(): Promise<void> {
    while (this.sending !== null) await this.sending
  }

  private async sendAll(): Promise<void> {
    while (this.waiting.length > 0) {
      // In batches, because `shift` on a long array copies it.
      for (const frames of this.waiting.splice(0)) {
        try {
          await this.sink.send(frames)
        } catch (problem) {
          this.onProblem(problem)
        }
      }
    }
    this.sending = null
  }
}
