import type { DisplayHost } from '../../base/display.ts'
import { loadedTslab } from '../../base/tslab-host.ts'

/**
 * Lets `tslab.display` show its output in this notebook, if a cell has loaded tslab: gives tslab's protocol module the
 * function that its own kernel would have given it. What is shown late goes to the cell that started it.
 */
export function connectTslab(host: DisplayHost): void {
  for (const protocol of loadedTslab()) {
    protocol.lastWriteDisplayData ??= ({ data, metadata, transient }, update = false) =>
      host.display(data, { metadata, update, ...(transient.display_id && { displayId: transient.display_id }) })
  }
}
