import type { JsonObject } from '../protocol/message.ts'

/** What travels with a comm message beside its data. */
export interface CommExtras {
  readonly metadata?: JsonObject
  /** Bytes that travel as they are, without base64. */
  readonly buffers?: readonly Uint8Array[]
}

/** A message as the other side of a comm gets it. */
export interface CommMessage {
  readonly data: JsonObject
  readonly metadata: JsonObject
  readonly buffers: readonly Uint8Array[]
}

/** One step in the life of a comm, as one side tells it to the other. */
export interface CommStep extends CommMessage {
  readonly step: 'open' | 'message' | 'close'
  readonly commId: string
  /** Named by the step that opens the comm, else empty. */
  readonly target: string
}

export function messageOf(data: JsonObject, { metadata = {}, buffers = [] }: CommExtras = {}): CommMessage {
  return { data, metadata, buffers }
}
