import type { CellState, Reason } from './judge-cells.ts'

/** Why a cell is not fresh, for people: one sentence. */
export function describeReason(state: CellState, reason: Reason): string {
  const name = `\`${reason.name}\``
  const source = 'source' in reason ? `cell [${reason.source.count}]` : ''
  switch (reason.kind) {
    case 'deleted':
      return `Uses ${name} of a cell that was deleted.`
    case 'repeated':
      return `Had changed ${name} before: run the cell that defines it first.`
    case 'ranAgain':
      return `Uses ${name} of ${source}, which ran again.`
    case 'dropped':
      return `Uses ${name}, which ${source} no longer defines.`
    case 'redefined':
      return `Uses ${name}, which ${source} has redefined since.`
    case 'defined':
      return `Ran before ${source} defined ${name}.`
    case 'upstream':
      return state === 'stale'
        ? `Uses ${name} of ${source}, which is stale.`
        : `Uses ${name} of ${source}, which Run All would compute differently.`
    case 'below':
      return `Uses ${name} of ${source} below: Run All would not find it.`
    case 'nearer':
      return `Ran with another ${name}: Run All would take it from ${source}.`
  }
}
