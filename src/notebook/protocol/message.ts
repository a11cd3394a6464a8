import type { Header } from './header.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** One part of a message on the wire; a text stands for its bytes in UTF-8. */
export type Frame = Buffer | string

/** A message that passed the signature check. */
export interface IncomingMessage {
  /** The route back to the sender: the frames in front of the delimiter. */
  readonly identities: readonly Buffer[]
  readonly header: Header
  /** The header as it came: the `parent_header` of everything that answers it. */
  readonly headerText: string
  readonly parentHeader: JsonObject
  readonly metadata: JsonObject
  readonly content: JsonObject
  readonly buffers: readonly Buffer[]
}

/** A message before it gets its header and signature. */
export interface OutgoingMessage {
  readonly type: string
  /** The header of the request that caused this message, as it came; null when none did. */
  readonly parent: string | null
  readonly content: JsonObject
  readonly metadata?: JsonObject
  readonly buffers?: readonly Buffer[]
}
