import type { KernelTable } from './kernel-table.ts'
import { type Moves, SortedKernels } from './sorted-kernels.ts'

/**
 * The kernels of one estimator: some rows of a table, which has them in order along each numeric axis and with the
 * bandwidths that they have among each other. It is kept from one suggestion to the next, when a row or two come or go. A
 * row can be in one set of its table only.
 */
export class KernelSet {
  readonly table: KernelTable
  /** The observations in order of trial number, then the prior's row 0. */
  rows: Int32Array<ArrayBuffer> = new Int32Array(1)
  /** Per axis; null for categorical ones. */
  readonly columns: readonly (SortedKernels | null)[]
  /** By row: the last call of `take` that it took part in. */
  private taken = new Int32Array(64)
  private turn = 1

  constructor(table: KernelTable) {
    this.table = table
    this.columns = table.axes.map((axis, j) =>
      axis.kind === 'categorical' ? null : new SortedKernels(table, { axis, j }),
    )
    table.onDrop((first) => this.drop(first))
  }

  /** How many observations there are. */
  get size(): number {
    return this.rows.length - 1
  }

  /** Makes these rows, which are in order of trial number, the observations. */
  take(observations: ArrayLike<number>): void {
    this.makeRoom()
    const { taken, turn, rows: before } = this
    const fresh: number[] = []
    for (let k = 0; k < observations.length; k++) {
      const row = observations[k]
      if (taken[row] !== turn) fresh.push(row)
      taken[row] = turn + 1
    }
    const gone: number[] = []
    for (let k = 0; k < this.size; k++) if (taken[before[k]] === turn) gone.push(before[k])
    this.turn++
    this.rows = new Int32Array(observations.length + 1)
    this.rows.set(observations)
    this.change({ fresh, gone })
  }

  /** The table is about to give the rows from `first` on to other trials. */
  private drop(first: number): void {
    const gone = this.rows.filter((row) => row >= first)
    if (gone.length === 0) return
    for (const row of gone) this.taken[row] = 0
    this.rows = this.rows.filter((row) => row < first)
    this.change({ fresh: [], gone: [...gone] })
  }

  private change(moves: Moves): void {
    if (moves.fresh.length + moves.gone.length === 0) return
    const observations = this.rows.subarray(0, this.size)
    for (const column of this.columns) column?.change(observations, moves)
  }

  private makeRoom(): void {
    const { rows } = this.table
    if (rows <= this.taken.length) return
    const larger = new Int32Array(2 * rows)
    larger.set(this.taken)
    this.taken = larger
  }
}
