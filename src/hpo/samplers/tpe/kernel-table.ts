import type { TrialRecord } from '../../core/trial-record.ts'
import { CheckedFollower } from '../../history/checked-follower.ts'
import { type Axis, coordinateOf } from './axis.ts'
import { setBandwidth } from './bandwidth.ts'
import { ranParams } from './ran-params.ts'

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
 * | `rowPeaks`    | [rows]         | sum of `peaks`; NaN until `peakOf` is asked for it                         |
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
  rowPeaks: Float64Array<ArrayBuffer>
  /** Rows in use, the prior included. */
  rows = 1

  /** Position in the history of the trial in each row. */
  private positions: Int32Array<ArrayBuffer>
  private capacity = 64
  /** Rows of the prior and of finished trials. */
  private lastingRows = 1
  private readonly follower = new CheckedFollower()
  private readonly droppers: ((first: number) => void)[] = []
  /** By position in the history. */
  private rowAt = new Int32Array(64)

  constructor(axes: readonly Axis[]) {
    this.axes = axes
    const size = this.capacity * axes.length
    this.centers = new Float64Array(size)
    this.sigmas = new Float64Array(size)
    this.precisions = new Float64Array(size)
    this.peaks = new Float64Array(size)
    this.cells = new Int32Array(size)
    this.positions = new Int32Array(this.capacity)
    this.rowPeaks = new Float64Array(this.capacity).fill(Number.NaN)
    axes.forEach((axis, j) => {
      this.centers[j] = axis.kind === 'categorical' ? -1 : 0.5
      if (axis.kind !== 'categorical') setBandwidth(this, axis, { at: j, sigma: 1 })
    })
  }

  /**
   * Brings the table up to date with the history.
   *
   * @returns the row of the trial at each position, 0 for a trial that lacks one of the axes
   */
  sync(trials: readonly TrialRecord[]): Int32Array {
    const { restarted, finished, open } = this.follower.look(trials)
    if (restarted) this.lastingRows = 1
    this.keepRows(this.lastingRows)
    if (trials.length > this.rowAt.length) this.rowAt = enlarged(this.rowAt, new Int32Array(2 * trials.length))
    for (const at of finished) this.rowAt[at] = this.add(trials[at], at)
    const lastingRows = this.rows
    for (const at of open) this.rowAt[at] = trials[at].state === 'running' ? this.add(trials[at], at) : 0
    this.lastingRows = lastingRows
    return this.rowAt.subarray(0, trials.length)
  }

  /** Position in the history of the trial in a row other than 0. */
  positionOf(row: number): number {
    return this.positions[row]
  }

  /** The sum of a row's `peaks` over the numeric axes. */
  peakOf(row: number): number {
    const { rowPeaks, peaks, axes } = this
    if (Number.isNaN(rowPeaks[row])) {
      let sum = 0
      for (let j = 0; j < axes.length; j++) if (axes[j].kind !== 'categorical') sum += peaks[row * axes.length + j]
      rowPeaks[row] = sum
    }
    return rowPeaks[row]
  }

  /** Calls `drop` before rows, `first` and those after it, are given to other trials. */
  onDrop(drop: (first: number) => void): void {
    this.droppers.push(drop)
  }

  private keepRows(count: number): void {
    if (count === this.rows) return
    for (const drop of this.droppers) drop(count)
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
    this.rowPeaks[row] = Number.NaN
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
    this.rowPeaks = enlarged(this.rowPeaks, new Float64Array(this.capacity))
  }
}

function enlarged<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from)
  return to
}
