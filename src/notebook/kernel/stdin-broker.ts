import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import type { RequestEntry } from '../output/request-book.ts'
import type { Codec } from '../protocol/codec.ts'
import type { Frame, IncomingMessage } from '../protocol/message.ts'

type InputRequest = Extract<ExecutorEvent, { type: 'inputRequest' }>

/** Carries a question of a cell to the client that runs it, and the answer back. */
export class StdinBroker {
  private readonly codec: Codec
  private readonly send: (frames: Frame[]) => void
  /** The question that is open. */
  private open: { readonly messageId: string; readonly entry: RequestEntry } | null = null

  constructor(codec: Codec, send: (frames: Frame[]) => void) {
    this.codec = codec
    this.send = send
  }

  ask(entry: RequestEntry, { prompt, password }: InputRequest): void {
    // Under the identity of the execute request: another client must neither see nor answer the question.
    const { header, frames } = this.codec.encode(entry.identities, {
      type: 'input_request',
      parent: entry.parent,
      content: { prompt, password },
    })
    this.open = { messageId: header.msg_id, entry }
    this.send(frames)
  }

  /** The text of a reply to the open question; null for a reply that comes too late or to none. */
  accept({ header, parentHeader, content }: IncomingMessage): string | null {
    if (header.msg_type !== 'input_reply' || this.open === null || typeof content.value !== 'string') return null
    // jupyter_client sends replies without a parent; those that name one must name ours.
    if (parentHeader.msg_id !== undefined && parentHeader.msg_id !== this.open.messageId) return null
    this.open = null
    return content.value
  }

  /** The cell has ended; an answer to what it asked is stale. */
  forget(entry: RequestEntry): void {
    if (this.open?.entry === entry) this.open = null
  }
}
