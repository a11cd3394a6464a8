import type { KernelTable } from './kernel-table.ts'
import type { Mixture } from './mixture.ts'
import type { SortedKernels } from './sorted-kernels.ts'

/** With this many observations looking for the near ones begins to cost less than looking at all. */
const manyKernels = 200

/**
 * The kernels of a mixture in two parts: those with the least bandwidth along one continuous axis, which most of a long
 * study's have, by rising centre there; and the others. Of the narrow ones only those in a window about a candidate can
 * matter to its density.
 */
export class KernelWindow {
  /** The continuous axis along which the narrow kernels are spread most. */
  readonly axis: number
  /** Rows of the narrow kernels by rising centre. */
  readonly narrow: Int32Array
  /** Rows of the others in order of trial, the prior last. */
  readonly others: Int32Array
  /** The window that was opened last: places in `narrow`, from the first up to but without the last. */
  first = 0
  last = 0
  private readonly centers: Float64Array
  private readonly sigma: number
  /** The largest term that a narrow kernel can have. */
  private readonly peak: number

  /** @param peaks by row, the largest term that a kernel can have */
  constructor({ table, kernels, rows }: Mixture, peaks: Float64Array) {
    const column = rows.length <= manyKernels ? null : mostSpread(kernels.columns.filter(isContinuous))
    this.axis = column?.j ?? 0
    this.sigma = column?.least ?? 1
    if (column === null) {
      this.narrow = none
      this.centers = noCenters
      this.others = rows
      this.peak = Number.NEGATIVE_INFINITY
      return
    }
    const { narrow, centers, count } = narrowKernels(table, column)
    this.narrow = narrow.subarray(0, count)
    this.centers = centers
    this.others = othersThan(rows, { table, axis: this.axis, sigma: this.sigma, count: rows.length - count })
    this.peak = largestPeak(this.narrow, peaks)
  }

  /** Opens the window on the narrow kernels whose term at a point with this coordinate can be at least `floor`. */
  open(coordinate: number, floor: number): void {
    const drop = this.peak - floor
    const reach = drop > 0 ? this.sigma * Math.sqrt(2 * drop) : 0
    this.first = this.placeOf(coordinate - reach)
    this.last = this.placeOf(coordinate + reach)
  }

  /** How many narrow kernels have a smaller centre. */
  private placeOf(center: number): number {
    const { centers } = this
    let low = 0
    let high = this.narrow.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (centers[middle] < center) low = middle + 1
      else high = middle
    }
    return low
  }
}

const none = new Int32Array(0)
const noCenters = new Float64Array(0)

/** The rows with the least bandwidth of a column, by rising centre, and their centres. */
function narrowKernels({ axes, sigmas, centers }: KernelTable, { rows, size, least, j }: SortedKernels) {
  const width = axes.length
  const narrow = new Int32Array(size)
  const places = new Float64Array(size)
  let count = 0
  for (let k = 0; k < size; k++) {
    const at = rows[k] * width + j
    if (sigmas[at] !== least) continue
    narrow[count] = rows[k]
    places[count++] = centers[at]
  }
  return { narrow, centers: places, count }
}

interface Narrow {
  readonly table: KernelTable
  readonly axis: number
  readonly sigma: number
  /** How many are not narrow. */
  readonly count: number
}

function othersThan(rows: Int32Array, { table, axis, sigma, count }: Narrow): Int32Array {
  const { axes, sigmas } = table
  const width = axes.length
  const others = new Int32Array(count)
  let found = 0
  // Row 0 is the prior, whose bandwidth is 1.
  for (let k = 0; k < rows.length; k++) if (sigmas[rows[k] * width + axis] !== sigma) others[found++] = rows[k]
  return others
}

function largestPeak(rows: Int32Array, peaks: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY
  for (let k = 0; k < rows.length; k++) if (peaks[rows[k]] > largest) largest = peaks[rows[k]]
  return largest
}

function isContinuous(column: SortedKernels | null): column is SortedKernels {
  return column !== null && column.groups === 0
}

/** The column whose middle half is widest, where a window holds the smallest share; null when there is none. */
function mostSpread(columns: readonly SortedKernels[]): SortedKernels | null {
  let best: SortedKernels | null = null
  for (const column of columns) if (best === null || column.spread > best.spread) best = column
  return best
}
