import type { JsonObject } from '../protocol/message.ts'

/** Serves the comms of a target in the protocol process, so also while user code is busy, and after that has died. */
export interface CommServer {
  /** `parent`: the header bytes of the message that a frontend has sent. */
  opened(commId: string, parent: string): void
  received(commId: string, data: JsonObject, parent: string): void
  closed(commId: string): void
}
