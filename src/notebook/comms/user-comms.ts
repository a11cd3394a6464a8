import type { JsonObject } from '../protocol/message.ts'
import { commHost, type TargetHandler } from './comm-host.ts'
import type { CommExtras } from './comm-message.ts'
import type { Comm } from './comm.ts'
import { noFrontend } from './messages.ts'

/** Jupyter's comms, for frontend extensions of one's own. */
export const comm = {
  /**
   * Opens a comm to what a frontend extension has registered under `target`.
   *
   * @throws StateError `comms/no-frontend` outside a notebook
   */
  open(target: string, data: JsonObject = {}, extras: CommExtras = {}): Comm {
    const host = commHost()
    if (host === null) throw noFrontend()
    return host.open(target, data, extras)
  },
  /** Calls `handler` with each comm that a frontend opens for `target`. Outside a notebook nothing ever does. */
  register(target: string, handler: TargetHandler): void {
    commHost()?.register(target, handler)
  },
} as const
