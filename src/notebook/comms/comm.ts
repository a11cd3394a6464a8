import type { JsonObject } from '../protocol/message.ts'
import { messageOf, type CommExtras, type CommMessage, type CommStep } from './comm-message.ts'
import { closedComm } from './messages.ts'
import { Listeners, type Listener } from './listeners.ts'

/** A two-way channel to an object in the frontends, by Jupyter's comm messages. */
export class Comm {
  readonly id: string
  readonly target: string
  private readonly post: (step: CommStep) => void
  private readonly messages = new Listeners<CommMessage>()
  private readonly closings = new Listeners<CommMessage>()
  private isOpen = true

  constructor(facts: { readonly id: string; readonly target: string }, post: (step: CommStep) => void) {
    this.id = facts.id
    this.target = facts.target
    this.post = post
  }

  get open(): boolean {
    return this.isOpen
  }

  /**
   * Sends a message to the object's other side, in every frontend.
   *
   * @throws StateError `comms/closed` after the comm has been closed from either side
   */
  send(data: JsonObject, extras: CommExtras = {}): void {
    if (!this.isOpen) throw closedComm(this.target)
    this.post({ step: 'message', commId: this.id, target: '', ...messageOf(data, extras) })
  }

  /** Ends the comm on both sides. Safe to call again. */
  close(data: JsonObject = {}): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.post({ step: 'close', commId: this.id, target: '', ...messageOf(data) })
  }

  /** Calls `listener` with each message; returns a function that stops that. */
  onMessage(listener: Listener<CommMessage>): () => void {
    return this.messages.add(listener)
  }

  /** Calls `listener` when the frontend ends the comm. */
  onClose(listener: Listener<CommMessage>): () => void {
    return this.closings.add(listener)
  }

  /** For the manager: a message has come. */
  deliver(message: CommMessage): Promise<void> {
    return this.messages.call(message)
  }

  /** For the manager: the frontend has ended the comm. */
  ended(message: CommMessage): Promise<void> {
    this.isOpen = false
    return this.closings.call(message)
  }
}
