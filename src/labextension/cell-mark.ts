import type { CellStatus } from './cell-feed.ts'
import type { CellModel } from './lab.ts'

/** What is shown beside the prompt of a cell. */
export interface CellMark {
  readonly state: 'stale' | 'misplaced' | 'edited'
  /** For the tooltip and for screen readers. */
  readonly text: string
}

const edited = 'Edited since it ran.'

/** The mark of a cell; null for one that is up to date, has not run, or runs now. */
export function cellMark(status: CellStatus | undefined, model: CellModel): CellMark | null {
  if (status === undefined || model.executionState === 'running') return null
  const isEdited = model.sharedModel.getSource() !== status.code
  const { state, reason = '' } = status
  if (state === 'stale') return { state, text: sentences('Stale.', reason, isEdited && edited) }
  if (state === 'misplaced') return { state, text: sentences('Out of order.', reason, isEdited && edited) }
  return isEdited ? { state: 'edited', text: edited } : null
}

function sentences(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== '').join(' ')
}
