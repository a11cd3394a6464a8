import { unknownSubshell } from './messages.ts'
import { checked, failed, ok, type Handlers } from './reply.ts'
import type { Shells } from './shells.ts'

/** Subshells (JEP 91): cells of one interleave with those of another wherever they await. */
export function subshellHandlers(shells: Shells): Handlers {
  return {
    create_subshell_request: () => ok({ subshell_id: shells.create() }),
    delete_subshell_request: checked('delete_subshell_request', ({ subshell_id: id }) =>
      shells.delete(id) ? ok({}) : failed(unknownSubshell(id)),
    ),
    list_subshell_request: () => ok({ subshell_id: shells.list() }),
  }
}
