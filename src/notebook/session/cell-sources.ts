import type { Position, PositionMap, Reading } from '../compiler/syntax/position-map.ts'

/** One version of a cell that ran: what stack traces need to point into it. */
export interface CellSource {
  /** The execution count under which the frontend shows the cell. */
  readonly count: number
  readonly source: string
  readonly map: PositionMap
}

/** A place in a cell, as people know it. */
export interface CellPosition extends Position {
  readonly count: number
}

/**
 * So many versions can be pointed into, some 50 kB each. Functions of older ones still run, but stack traces leave their
 * frames out.
 */
const remembered = 500

/** The cells that ran, by the file name under which the engine knows each. */
export class CellSources {
  private readonly sources = new Map<string, CellSource | null>()
  private forgotten = 0

  /** Takes a cell up and returns its file name. It lies in `folder`, because `eval` resolves imports from there. */
  add(folder: string, source: CellSource): string {
    const file = `${folder}/ansatz-cell-${this.sources.size + 1}`
    this.sources.set(file, source)
    if (this.sources.size - this.forgotten > remembered) {
      this.sources.set(`${folder}/ansatz-cell-${++this.forgotten}`, null)
    }
    return file
  }

  locate(file: string | null | undefined, at: Position, reading?: Reading): CellPosition | null {
    const cell = this.sources.get(file ?? '') ?? null
    const position = cell?.map(at, reading) ?? null
    return cell && position ? { ...position, count: cell.count } : null
  }

  isCell(file: string | null | undefined): boolean {
    return this.sources.has(file ?? '')
  }

  /** Those that can be pointed into, with their file names. */
  entries(): readonly (readonly [string, CellSource])[] {
    return [...this.sources].flatMap(([file, cell]) => (cell === null ? [] : [[file, cell] as const]))
  }

  /** The newest text that ran under an execution count. */
  sourceOf(count: number): string | null {
    return [...this.sources.values()].findLast((cell) => cell?.count === count)?.source ?? null
  }
}
