import type { Header } from './header.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** A message that passed the signature check. */
export interface IncomingMessage {
  /** The route back to the sender: the frames in front of the delimiter. */
  readonly identities: readonly Buffer[]
  readonly header: Header
  /** The header exactly as it came: the `parent_header` of everything that answers it. */
  readonly headerBytes: Buffer
  readonly parentHeader: JsonObject
  readonly metadata: JsonObject
  readonly content: JsonObject
  readonly buffers: readonly Buffer[]
}

/** A message before it gets its header and signature. */
export interface OutgoingMessage {
  readonly type: string
  /** The header bytes of the request that caused this message; null when none did. */
  readonly parent: Buffer | null
  readonly content: JsonObject
  readonly metadata?: JsonObject
  readonly buffers?: readonly Buffer[]
}
