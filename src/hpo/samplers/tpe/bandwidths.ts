import { logGaussMass } from '../../../math/stats/log-gauss-mass.ts'
import type { ContinuousAxis, DiscreteAxis } from './axis.ts'
import type { KernelTable } from './kernel-table.ts'

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Bandwidths do not fall below a hundredth of the range, however many kernels there are (Bergstra et al. 2011). */
const mostShares = 100

/**
 * Gives each of the chosen rows its bandwidth on every numeric axis: the larger gap to its neighbours among them, in
 * [1/min(100, n + 2), 1] of the range for n rows. The ends of the range count as neighbours of a single row only. Rows
 * with equal centres are neighbours in order of trial (Optuna, `_ParzenEstimator`, with magic clip and without end points).
 *
 * @param chosen by row: 1 if it belongs to the estimator
 * @returns how many groups of equal kernels `cells` tells apart on each axis; 0 for continuous axes
 */
export function fitBandwidths(table: KernelTable, chosen: Uint8Array): readonly number[] {
  const room = new Int32Array(table.rows)
  return table.axes.map((axis, j) => {
    if (axis.kind === 'categorical') return axis.choices + 1
    const order = table.orders[j]
    let count = 0
    for (let k = 0; k < table.rows - 1; k++) if (chosen[order[k]] === 1) room[count++] = order[k]
    const column = { j, sorted: room.subarray(0, count) }
    fitAxis(table, axis, column)
    return axis.kind === 'discrete' ? groupCells(table, column) : 0
  })
}

interface SortedRows {
  /** The axis. */
  readonly j: number
  /** Rows by rising centre. */
  readonly sorted: Int32Array
}

function fitAxis(table: KernelTable, axis: ContinuousAxis | DiscreteAxis, { j, sorted }: SortedRows): void {
  const { centers } = table
  const width = table.axes.length
  const count = sorted.length
  const least = 1 / Math.min(mostShares, count + 2)
  if (table.sigmas[j] !== 1) setBandwidth(table, axis, { at: j, sigma: 1 })
  for (let k = 0; k < count; k++) {
    const at = sorted[k] * width + j
    const center = centers[at]
    let gap = 0
    if (k > 0) gap = center - centers[sorted[k - 1] * width + j]
    if (k < count - 1) gap = Math.max(gap, centers[sorted[k + 1] * width + j] - center)
    if (count === 1) gap = Math.max(center, 1 - center)
    const sigma = Math.min(1, Math.max(least, gap))
    if (table.sigmas[at] !== sigma) setBandwidth(table, axis, { at, sigma })
  }
}

/** Sets the bandwidth of one kernel on one axis, and with it the largest density that the kernel has there. */
export function setBandwidth(
  table: KernelTable,
  axis: ContinuousAxis | DiscreteAxis,
  { at, sigma }: { readonly at: number; readonly sigma: number },
): void {
  const center = table.centers[at]
  const logMass = logGaussMass(-center / sigma, (1 - center) / sigma)
  table.sigmas[at] = sigma
  table.precisions[at] = 1 / sigma
  table.peaks[at] = axis.kind === 'continuous' ? -Math.log(sigma) - logSqrtTwoPi - logMass : -logMass
}

/** Numbers kernels so that equal ones share a number: few values and the clip make most kernels of a grid equal. */
function groupCells(table: KernelTable, { j, sorted }: SortedRows): number {
  const width = table.axes.length
  table.cells[j] = 0
  let group = 0
  for (let k = 0; k < sorted.length; k++) {
    const at = sorted[k] * width + j
    const before = k === 0 ? j : sorted[k - 1] * width + j
    if (table.centers[at] !== table.centers[before] || table.sigmas[at] !== table.sigmas[before]) group++
    table.cells[at] = group
  }
  return group + 1
}
