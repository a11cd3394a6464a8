import type { TrialRecord } from '../../core/trial-record.ts'
import { type Axis, coordinateOf } from './axis.ts'
import { ranParams } from './ran-params.ts'
import { TrialFollower } from './trial-follower.ts'

/** Rows added at once up to this number are inserted into the sorted orders one by one; more are sorted together. */
const fewRows = 16

/**
 * The trials of one study as kernels over one set of axes, kept from one suggestion to the next, because almost nothing
 * changes in between: coordinates never do, a bandwidth only where a neighbour comes or goes.
 *
 * | field         | shape          | meaning                                                                    |
 * | ------------- | -------------- | -------------------------------------------------------------------------- |
 * | `centers`     | [rows, axes]   | coordinate of the trial; −1 for the prior on a categorical axis            |
 * | `sigmas`      | [rows, axes]   | bandwidth in units of the range; 0 until it is fitted                      |
 * | `precisions`  | [rows, axes]   | 1 / sigma                                                                  |
 * | `peaks`       | [rows, axes]   | log of the largest density that the kernel can have there (numeric axes)   |
 * | `cells`       | [rows, axes]   | number shared by kernels that are equal there (categorical, discrete axes) |
 * | `orders`      | axes × [rows]  | rows by rising centre, equal ones by trial number (numeric axes)           |
 *
 * Row 0 is the prior kernel. Finished trials keep their row; rows of running trials last for one suggestion.
 */
export class KernelTable {
  readonly axes: readonly Axis[]
  centers: Float64Array<ArrayBuffer>
  sigmas: Float64Array<ArrayBuffer>
  precisions: Float64Array<ArrayBuffer>
  peaks: Float64Array<ArrayBuffer>
  cells: Int32Array<ArrayBuffer>
  orders: readonly Int32Array<ArrayBuffer>[]
  /** Rows in use, the prior included. */
  rows = 1

  /** Position in the history of the trial in each row. */
  private positions: Int32Array<ArrayBuffer>
  private capacity = 64
  /** Rows of the prior and of finished trials. */
  private lastingRows = 1
  private readonly follower = new TrialFollower()
  /** By position in the history. */
  private readonly rowAt: number[] = []

  constructor(axes: readonly Axis[]) {
    this.axes = axes
    const size = this.capacity * axes.length
    this.centers = new Float64Array(size)
    this.sigmas = new Float64Array(size)
    this.precisions = new Float64Array(size)
    this.peaks = new Float64Array(size)
    this.cells = new Int32Array(size)
    this.positions = new Int32Array(this.capacity)
    this.orders = axes.map(() => new Int32Array(this.capacity))
    axes.forEach((axis, j) => (this.centers[j] = axis.kind === 'categorical' ? -1 : 0.5))
  }

  /**
   * Brings the table up to date with the history.
   *
   * @returns the row of the trial at each position, 0 for a trial that lacks one of the axes
   */
  sync(trials: readonly TrialRecord[]): readonly number[] {
    const { restarted, finished, open } = this.follower.look(trials)
    if (restarted) this.lastingRows = 1
    this.keepRows(this.lastingRows)
    this.rowAt.length = trials.length
    for (const at of finished) this.rowAt[at] = this.add(trials[at], at)
    const lastingRows = this.rows
    for (const at of open) this.rowAt[at] = trials[at].state === 'running' ? this.add(trials[at], at) : 0
    this.extendOrders(this.lastingRows)
    this.lastingRows = lastingRows
    return this.rowAt
  }

  /** Position in the history of the trial in a row other than 0. */
  positionOf(row: number): number {
    return this.positions[row]
  }

  /** Drops every row from `count` on. */
  private keepRows(count: number): void {
    if (count === this.rows) return
    for (const order of this.orders) {
      let kept = 0
      for (let k = 0; k < this.rows - 1; k++) if (order[k] < count) order[kept++] = order[k]
    }
    this.rows = count
  }

  /** The new row of a trial, or 0 when it lacks a usable value for some axis. */
  private add(trial: TrialRecord, at: number): number {
    if (trial.state === 'fail') return 0
    const params = ranParams(trial)
    const row = this.rows
    if (row === this.capacity) this.grow()
    const base = row * this.axes.length
    for (let j = 0; j < this.axes.length; j++) {
      const { name } = this.axes[j]
      const coordinate = Object.hasOwn(params, name) ? coordinateOf(this.axes[j], params[name]) : Number.NaN
      if (Number.isNaN(coordinate)) return 0
      this.centers[base + j] = coordinate
      this.sigmas[base + j] = 0
      if (this.axes[j].kind === 'categorical') this.cells[base + j] = 1 + coordinate
    }
    this.positions[row] = at
    this.rows++
    return row
  }

  private grow(): void {
    this.capacity *= 2
    const size = this.capacity * this.axes.length
    this.centers = enlarged(this.centers, new Float64Array(size))
    this.sigmas = enlarged(this.sigmas, new Float64Array(size))
    this.precisions = enlarged(this.precisions, new Float64Array(size))
    this.peaks = enlarged(this.peaks, new Float64Array(size))
    this.cells = enlarged(this.cells, new Int32Array(size))
    this.positions = enlarged(this.positions, new Int32Array(this.capacity))
    this.orders = this.orders.map((order) => enlarged(order, new Int32Array(this.capacity)))
  }

  /** Puts the rows from `first` on into the orders. */
  private extendOrders(first: number): void {
    this.axes.forEach((axis, j) => {
      if (axis.kind === 'categorical') return
      const order = this.orders[j]
      if (this.rows - first > fewRows) {
        for (let row = first; row < this.rows; row++) order[row - 1] = row
        order.subarray(0, this.rows - 1).sort((a, b) => this.compareRows(a, b, j))
        return
      }
      for (let row = first; row < this.rows; row++) {
        let place = row - 1
        for (; place > 0 && this.compareRows(order[place - 1], row, j) > 0; place--) order[place] = order[place - 1]
        order[place] = row
      }
    })
  }

  /** Equal centres follow the order of trials, not that of rows: a study that is continued elsewhere must go on the same. */
  private compareRows(a: number, b: number, j: number): number {
    const width = this.axes.length
    return this.centers[a * width + j] - this.centers[b * width + j] || this.positions[a] - this.positions[b]
  }
}

function enlarged<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from)
  return to
}
