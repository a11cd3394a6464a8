import type { JsonObject } from '../protocol/message.ts'
import type { CommExtras, CommMessage } from './comm-message.ts'
import type { Comm } from './comm.ts'

/** Called with the comm that a frontend opened, and the message that came with it. */
export type TargetHandler = (comm: Comm, message: CommMessage) => unknown

/** Where comms lead. The notebook session provides one; a plain script has none. */
export interface CommHost {
  open(target: string, data: JsonObject, extras?: CommExtras & { readonly id?: string }): Comm
  register(target: string, handler: TargetHandler): void
}

// Kept on the global object, because a notebook may load another copy of this package than the kernel runs.
const hostKey = Symbol.for('ansatz.commHost')
const shared = globalThis as { [hostKey]?: CommHost | undefined }

/** The notebook's comms, or null outside a notebook. */
export function commHost(): CommHost | null {
  return shared[hostKey] ?? null
}

/** Called by the session that owns the notebook; `null` takes the comms away. */
export function provideCommHost(host: CommHost | null): void {
  shared[hostKey] = host ?? undefined
}
