import type { Observations, Observed } from './observations/observations.ts'
import type { SearchBox } from './search/candidate-points.ts'
import type { GpSpace } from './space/gp-space.ts'
import { pointOfRow } from './space/gp-space.ts'

/** Fewest and most trials of a neighbourhood; between them, as many as a quadratic function has coefficients. */
const fewest = 12
const most = 60
/** The box reaches this much farther than the trials in it, so that the search can move on. */
const reach = 1.25
/** Half widths of the box, in units of the range. */
const leastRadius = 1e-4
const mostRadius = 0.5

export interface Neighbourhood {
  readonly trials: readonly Observed[]
  /** Those that failed in the box. */
  readonly failed: readonly Observed[]
  readonly box: SearchBox
}

/**
 * The best trial with those nearest to it, and the box that they span around it; null while there are too few trials for a
 * model of them to differ from that of all. As a search closes in, its trials do, and the box with them.
 */
export function neighbourhoodOf(
  space: GpSpace,
  { trials, failed, feasible, objectives: [{ values }] }: Observations,
): Neighbourhood | null {
  const parameters = space.axes.length
  const count = Math.min(most, Math.max(fewest, ((parameters + 1) * (parameters + 2)) / 2))
  if (trials.length <= count) return null
  const rank = (i: number): number => (feasible[i] ? values[i] : Number.NEGATIVE_INFINITY)
  const best = trials.reduce((at, _, i) => (rank(i) > rank(at) ? i : at), 0)
  const center = trials[best].row
  const nearest = trials
    .map((one, i) => ({ one, i, distance: distance(space, one.row, center) }))
    .sort((a, b) => a.distance - b.distance || a.i - b.i)
    .slice(0, count)
    .sort((a, b) => a.i - b.i)
    .map(({ one }) => one)
  const box = boxAround(space, center, nearest)
  return { trials: nearest, failed: failed.filter(({ row }) => isInside(space, row, box)), box }
}

/** Squared distance of two rows; another choice counts as the whole range. */
function distance({ layout }: GpSpace, a: Float64Array, b: Float64Array): number {
  return layout.reduce((sum, { hamming, unseen }, j) => {
    if (unseen === true || a[j] === b[j]) return sum
    return sum + (hamming ? 1 : (a[j] - b[j]) ** 2)
  }, 0)
}

function isInside({ axes }: GpSpace, row: Float64Array, { lower, upper }: SearchBox): boolean {
  return axes.every(({ kind }, j) => kind === 'categorical' || (row[j] >= lower[j] && row[j] <= upper[j]))
}

/** By axis, twice the root mean square of how far the trials lie from the centre. */
function boxAround(space: GpSpace, row: Float64Array, trials: readonly Observed[]): SearchBox {
  const center = pointOfRow(space, row)
  const radius = center.map((x, j) => {
    const spread = Math.sqrt(trials.reduce((sum, other) => sum + (other.row[j] - x) ** 2 / trials.length, 0))
    return Math.min(mostRadius, Math.max(leastRadius, reach * spread))
  })
  return {
    center,
    lower: center.map((x, j) => Math.max(0, x - radius[j])),
    upper: center.map((x, j) => Math.min(1, x + radius[j])),
  }
}
