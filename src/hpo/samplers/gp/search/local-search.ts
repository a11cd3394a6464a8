import { minimizeInBox } from '../../../../math/optimize/box-lbfgs.ts'
import { type GpSpace, coordinateOfIndex, exists, neighbour, rowOf, snapped, valueCount } from '../space/gp-space.ts'
import type { Acquisition } from './acquisition.ts'
import type { Region } from './region.ts'

/** Numbers with more values than this are searched as if they were continuous, and rounded at the end (Optuna: 16). */
const mostListed = 16
const mostRounds = 20
/** A round that gains less, on the logarithmic scale of the utility, is the last. */
const leastGain = 1e-4

export interface SearchPlan {
  readonly space: GpSpace
  readonly acquisition: Acquisition
  /** Axes that are searched by their gradient. */
  readonly smooth: readonly number[]
  /** Axes whose every value is tried, with the coordinates of these. */
  readonly listed: readonly { readonly axis: number; readonly coordinates: readonly number[] }[]
  /** By axis: how far the utility looks the same, which makes all axes equally hard to search. */
  readonly lengthscales: Float64Array
  /** What climbs along the gradient do not leave; null for the whole space. */
  readonly within: Region | null
}

export interface Found {
  readonly point: Float64Array
  readonly utility: number
}

export function planSearch(
  { space, acquisition, lengthscales, within }: Pick<SearchPlan, 'space' | 'acquisition' | 'lengthscales' | 'within'>,
  open: readonly number[],
): SearchPlan {
  const smooth: number[] = []
  const listed: { axis: number; coordinates: number[] }[] = []
  for (const j of open) {
    const axis = space.axes[j]
    const count = valueCount(axis)
    if (axis.kind === 'continuous' || (axis.kind === 'discrete' && count > mostListed)) smooth.push(j)
    else listed.push({ axis: j, coordinates: Array.from({ length: count }, (_, i) => coordinateOfIndex(axis, i)) })
  }
  return { space, acquisition, smooth, listed, lengthscales, within }
}

/**
 * Climbs from a point to a local maximum of the utility: along the gradient on smooth axes and value by value on the
 * others, in turn, until neither gains.
 *
 * @param iterations of each climb along the gradient, at most
 */
export function climb(plan: SearchPlan, start: Found, iterations: number): Found {
  let best = start
  for (let round = 0; round < mostRounds; round++) {
    const before = best.utility
    best = climbSmooth(plan, best, iterations)
    if (plan.listed.length === 0) break
    best = climbListed(plan, best)
    if (!(best.utility - before > leastGain)) break
  }
  return settle(plan, best)
}

/** The best point along the axes that have a gradient and exist here. */
function climbSmooth(
  { space, acquisition, smooth, lengthscales, within }: SearchPlan,
  start: Found,
  iterations: number,
): Found {
  const moving = smooth.filter((j) => exists(space, start.point, j))
  if (moving.length === 0) return start
  const point = start.point.slice()
  const row = rowOf(space, point)
  const columnGradient = new Float64Array(space.layout.length)
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    for (let k = 0; k < moving.length; k++) row[moving[k]] = x[k]
    const utility = acquisition.at(row)
    acquisition.gradient(columnGradient)
    for (let k = 0; k < moving.length; k++) gradient[k] = -columnGradient[moving[k]]
    return -utility
  }
  const box = {
    lower: Float64Array.from(moving, (j) => within?.lower[j] ?? 0),
    upper: Float64Array.from(moving, (j) => within?.upper[j] ?? 1),
  }
  const scales = Float64Array.from(moving, (j) => lengthscales[j])
  const found = minimizeInBox(
    objective,
    { start: Float64Array.from(moving, (j) => point[j]), box },
    { scales, maxIterations: iterations, gradientTolerance: 1e-3, progressTolerance: 1e-6 },
  )
  moving.forEach((j, k) => (point[j] = found.x[k]))
  return -found.loss > start.utility ? { point, utility: -found.loss } : start
}

/** The best value of each listed axis that exists, one axis after the other. */
function climbListed({ space, acquisition, listed, within }: SearchPlan, start: Found): Found {
  let best = start
  const row = new Float64Array(space.layout.length)
  for (const { axis, coordinates } of listed) {
    if (!exists(space, best.point, axis)) continue
    for (const coordinate of coordinates) {
      if (coordinate === best.point[axis] || isOutside(space, { axis, coordinate }, within)) continue
      const point = best.point.with(axis, coordinate)
      const utility = acquisition.at(rowOf(space, point, row))
      if (utility > best.utility) best = { point, utility }
    }
  }
  return best
}

function isOutside(
  { axes }: GpSpace,
  { axis, coordinate }: { readonly axis: number; readonly coordinate: number },
  within: Region | null,
): boolean {
  if (within === null || axes[axis].kind === 'categorical') return false
  return coordinate < within.lower[axis] || coordinate > within.upper[axis]
}

/** Rounds what was searched as continuous, then tries its neighbours on the grid. */
function settle({ space, acquisition, smooth }: SearchPlan, found: Found): Found {
  const grids = smooth.filter((j) => space.axes[j].kind === 'discrete')
  if (grids.length === 0) return found
  const row = new Float64Array(space.layout.length)
  const at = (point: Float64Array): Found => ({ point, utility: acquisition.at(rowOf(space, point, row)) })
  const rounded = found.point.slice()
  for (const j of grids) rounded[j] = snapped(space.axes[j], rounded[j])
  let best = at(rounded)
  for (const j of grids) {
    const axis = space.axes[j]
    if (axis.kind !== 'discrete' || !exists(space, best.point, j)) continue
    for (const shift of [-1, 1] as const) {
      const other = at(best.point.with(j, neighbour(axis, best.point[j], shift)))
      if (other.utility > best.utility) best = other
    }
  }
  return best
}
