import type { CellState, Reason } from './judge-cells.ts'

/** Why a cell is not fresh, for people: one sentence. */
export function describeReason(state: CellState, reason: Reason): string {
  const name = `\`${reason.name}\``
  const uses = reason.indirect ? 'Calls what uses' : 'Uses'
  const source = 'source' in reason ? `cell [${reason.source.count}]` : ''
  switch (reason.kind) {
    case 'deleted':
      return `${uses} ${name} of a cell that was deleted.`
    case 'repeated':
      return `Had changed ${name} before: run the cell that defines it first.`
    case 'ranAgain':
      return `${uses} ${name} of ${source}, which ran again.`
    case 'dropped':
      return `${uses} ${name}, which ${source} no longer defines.`
    case 'redefined':
      return `${uses} ${name}, which ${source} has redefined since.`
    case 'defined':
      return `Ran before ${source} defined ${name}.`
    case 'upstream':
      return state === 'stale'
        ? `${uses} ${name} of ${source}, which is stale.`
        : `${uses} ${name} of ${source}, which Run All would compute differently.`
    case 'below':
      return `${uses} ${name} of ${source} below: Run All would not find it.`
    case 'nearer':
      return `Ran with another ${name}: Run All would take it from ${source}.`
  }
}
