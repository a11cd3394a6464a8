import type { Iopub } from './iopub.ts'
import { checked, ok, type Handlers } from './reply.ts'

/** Comms: no target is known yet, so nothing is open and whatever a frontend opens is closed again. */
export function commHandlers(iopub: Iopub): Handlers {
  return {
    comm_info_request: checked('comm_info_request', () => ok({ comms: {} })),
    comm_open: checked('comm_open', (content, message) => {
      // On iopub, where frontends listen for comm messages; on shell it would be taken for a reply.
      iopub.publish({
        type: 'comm_close',
        parent: message.headerBytes,
        content: { comm_id: content.comm_id, data: {} },
      })
      return null
    }),
    comm_msg: checked('comm_msg', () => null),
    comm_close: checked('comm_close', () => null),
  }
}
