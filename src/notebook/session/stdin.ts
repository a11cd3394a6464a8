import { receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

import type { EventChannel } from '../events/event-channel.ts'
import type { OutputOwner } from '../events/output-owner.ts'
import { answerSlot, interruptSlot } from '../interrupts/shared-state.ts'
import { noStdin } from './messages.ts'

/** What Jupyter's frontends send for the end of input. */
const endOfInput = '\u0004'

/** Asks the reader of the notebook questions and blocks until they are answered. */
export class Stdin {
  private readonly state: Int32Array
  private readonly answers: MessagePort
  private readonly channel: EventChannel

  constructor(parts: { readonly state: Int32Array; readonly answers: MessagePort; readonly channel: EventChannel }) {
    this.state = parts.state
    this.answers = parts.answers
    this.channel = parts.channel
  }

  /**
   * The answer, or null at the end of input. `stop` is called while waiting when the user interrupts; it throws. Throws
   * `session/no-stdin` where nobody can answer.
   */
  ask(
    question: { readonly prompt: string; readonly password: boolean },
    owner: OutputOwner,
    stop: () => void,
  ): string | null {
    const run = owner.current()
    if (run === null || !run.allowStdin) throw noStdin()
    // An answer to a question that was interrupted is nobody's.
    while (receiveMessageOnPort(this.answers) !== undefined);
    Atomics.store(this.state, answerSlot, 0)
    this.channel.send({ type: 'inputRequest', parent: run.id, ...question })
    while (Atomics.load(this.state, answerSlot) === 0) {
      // The time limit covers an interrupt that came between the two loads.
      Atomics.wait(this.state, answerSlot, 0, 50)
      if (Atomics.load(this.state, interruptSlot) !== 0) stop()
    }
    const answer = receiveMessageOnPort(this.answers)
    const text = answer?.message as string | undefined
    return text === undefined || text === endOfInput ? null : text
  }
}
