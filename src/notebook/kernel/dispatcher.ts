import type { Iopub } from '../output/iopub.ts'
import type { Codec } from '../protocol/codec.ts'
import type { Frame, IncomingMessage } from '../protocol/message.ts'
import { internalError, unknownSubshell } from './messages.ts'
import { failed, type Handlers, type Reply } from './reply.ts'

export type DispatchChannel = 'shell' | 'control'

export interface DispatcherParts {
  readonly codec: Codec
  readonly iopub: Iopub
  send(channel: DispatchChannel, frames: Frame[]): void
  /** Requests by type. One that is not listed gets `busy` and `idle` but no reply, as the protocol asks. */
  readonly handlers: Readonly<Record<DispatchChannel, Handlers>>
  /** Whether there is such a subshell (JEP 91). */
  knowsSubshell(id: string): boolean
  /** The request whose cell runs now, by its header bytes. */
  runningParent(): string | null
}

/** Answers requests one by one: `busy` first, then what the handler shows, the reply, and `idle` last. */
export class Dispatcher {
  private readonly parts: DispatcherParts

  constructor(parts: DispatcherParts) {
    this.parts = parts
  }

  async dispatch(channel: DispatchChannel, message: IncomingMessage): Promise<void> {
    const { iopub } = this.parts
    const parent = message.headerText
    iopub.status('busy', parent)
    const reply = await this.handle(channel, message)
    if (reply !== null) this.reply(channel, message, reply)
    iopub.status('idle', parent)
    // JupyterLab shows the state of the last status message, whoever caused it; a cell that runs must still look busy.
    const running = this.parts.runningParent()
    // At each message of a cell its debugger asks for the variables, and would do so at this one without end.
    const isDebug = message.header.msg_type === 'debug_request'
    if (running !== null) iopub.status('busy', isDebug ? null : running)
    reply?.afterwards?.()
  }

  reply(channel: DispatchChannel, { identities, header, headerText }: IncomingMessage, reply: Reply): void {
    const { frames } = this.parts.codec.encode(identities, {
      type: header.msg_type.replace(/_request$/, '_reply'),
      parent: headerText,
      content: reply.content,
      ...(reply.metadata !== undefined && { metadata: reply.metadata }),
    })
    this.parts.send(channel, frames)
  }

  private async handle(channel: DispatchChannel, message: IncomingMessage): Promise<Reply | null> {
    const { msg_type: type, subshell_id: subshell } = message.header
    // Comm messages have no reply that could say so, and belong to the comm whatever the shell.
    const isRouted = typeof subshell === 'string' && !type.startsWith('comm_')
    if (isRouted && !this.parts.knowsSubshell(subshell)) return failed(unknownSubshell(subshell))
    const handlers = this.parts.handlers[channel]
    if (!Object.hasOwn(handlers, type)) return null
    try {
      return await handlers[type](message)
    } catch (error) {
      return failed(internalError(error))
    }
  }
}
