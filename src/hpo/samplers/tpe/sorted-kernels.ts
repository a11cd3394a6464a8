import type { ContinuousAxis, DiscreteAxis } from './axis.ts'
import { setBandwidth } from './bandwidth.ts'
import type { KernelTable } from './kernel-table.ts'

/** Bandwidths do not fall below a hundredth of the range, however many kernels there are (Bergstra et al. 2011). */
const mostShares = 100
/** Changes up to this number are made one by one; after more the order is made anew. */
const fewChanges = 16

/** Rows that come to an estimator and rows that leave it. */
export interface Moves {
  readonly fresh: readonly number[]
  readonly gone: readonly number[]
}

/**
 * The observations of one estimator along one numeric axis, by rising centre, each with its bandwidth there: the larger gap
 * to its neighbours, in [1/min(100, n + 2), 1] of the range for n of them. The ends of the range count as neighbours of a
 * single one only. Equal centres are neighbours in order of trial (Optuna, `_ParzenEstimator`, with magic clip and without
 * end points).
 *
 * A bandwidth changes only where a neighbour comes or goes, and everywhere while n + 2 is below 100.
 */
export class SortedKernels {
  /** Rows of the table; `size` of them. */
  rows: Int32Array<ArrayBuffer> = new Int32Array(64)
  size = 0
  /** How many groups of equal kernels `table.cells` tells apart; 0 on continuous axes. The prior is in group 0. */
  groups: number
  private readonly table: KernelTable
  private readonly axis: ContinuousAxis | DiscreteAxis
  /** Which axis of the table. */
  readonly j: number

  constructor(table: KernelTable, { axis, j }: { readonly axis: ContinuousAxis | DiscreteAxis; readonly j: number }) {
    this.table = table
    this.axis = axis
    this.j = j
    this.groups = axis.kind === 'discrete' ? 1 : 0
  }

  /** The bandwidth that most kernels of a long study have. */
  get least(): number {
    return 1 / Math.min(mostShares, this.size + 2)
  }

  /** How far apart the quartiles of the centres are. */
  get spread(): number {
    const { table, j, rows, size } = this
    const at = (share: number): number => table.centers[rows[Math.floor(share * (size - 1))] * table.axes.length + j]
    return size === 0 ? 0 : at(0.75) - at(0.25)
  }

  /** @param all the observations after the moves */
  change(all: ArrayLike<number>, { fresh, gone }: Moves): void {
    const few = fresh.length + gone.length <= fewChanges
    // The clip is the same before and after.
    const settled = few && Math.min(this.size, all.length) + 2 >= mostShares
    this.makeRoom(all.length + fewChanges)
    const beside: number[] = []
    if (few) {
      for (const row of gone) this.remove(row, beside)
      for (const row of fresh) this.insert(row, beside)
    } else this.sort(all)
    // Only now: one that has left belongs to another estimator, which may have fitted it already.
    if (settled) for (const row of beside) this.fitRow(row)
    else this.fit(0, this.size)
    if (this.axis.kind === 'discrete') this.group()
  }

  private insert(row: number, beside: number[]): void {
    const place = this.placeOf(row)
    this.rows.copyWithin(place + 1, place, this.size)
    this.rows[place] = row
    this.size++
    for (let k = Math.max(0, place - 1); k < Math.min(this.size, place + 2); k++) beside.push(this.rows[k])
  }

  private remove(row: number, beside: number[]): void {
    const place = this.placeOf(row)
    this.rows.copyWithin(place, place + 1, this.size)
    this.size--
    for (let k = Math.max(0, place - 1); k < Math.min(this.size, place + 1); k++) beside.push(this.rows[k])
  }

  private fitRow(row: number): void {
    const place = this.placeOf(row)
    if (place < this.size && this.rows[place] === row) this.fit(place, place + 1)
  }

  /** Where a row is, or belongs. */
  private placeOf(row: number): number {
    let low = 0
    let high = this.size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compare(this.rows[middle], row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private sort(all: ArrayLike<number>): void {
    this.rows.set(all)
    this.size = all.length
    this.rows.subarray(0, this.size).sort((a, b) => this.compare(a, b))
  }

  /** Equal centres follow the order of trials, not that of rows: a study that is continued elsewhere must go on the same. */
  private compare(a: number, b: number): number {
    const { table, j } = this
    const width = table.axes.length
    return table.centers[a * width + j] - table.centers[b * width + j] || table.positionOf(a) - table.positionOf(b)
  }

  /** Fits the bandwidths at the places [from, to). */
  private fit(from: number, to: number): void {
    const { table, axis, j, rows, size, least } = this
    const { centers, sigmas } = table
    const width = table.axes.length
    for (let k = from; k < to; k++) {
      const at = rows[k] * width + j
      const center = centers[at]
      let gap = 0
      if (k > 0) gap = center - centers[rows[k - 1] * width + j]
      if (k < size - 1) gap = Math.max(gap, centers[rows[k + 1] * width + j] - center)
      if (size === 1) gap = Math.max(center, 1 - center)
      const sigma = Math.min(1, Math.max(least, gap))
      if (sigmas[at] !== sigma) setBandwidth(table, axis, { at, sigma })
    }
  }

  /** Numbers kernels so that equal ones share a number: few values and the clip make most kernels of a grid equal. */
  private group(): void {
    const { table, j, rows } = this
    const { centers, sigmas, cells } = table
    const width = table.axes.length
    let group = 0
    for (let k = 0; k < this.size; k++) {
      const at = rows[k] * width + j
      const before = k === 0 ? j : rows[k - 1] * width + j
      if (centers[at] !== centers[before] || sigmas[at] !== sigmas[before]) group++
      cells[at] = group
    }
    this.groups = group + 1
  }

  private makeRoom(size: number): void {
    if (size <= this.rows.length) return
    const larger = new Int32Array(2 * size)
    larger.set(this.rows)
    this.rows = larger
  }
}
