import type { Losses } from './losses.ts'

/**
 * The crowding distance of every row of one front: over the objectives, the gap between its two neighbours, in units of
 * the front's extent; infinite at both ends (Deb et al. 2002, section III-B).
 *
 * An objective in which all are equal does not count. Infinite losses: the extent is that of the finite ones (1 when they
 * have none), and the gap between two equal infinities is 0 (Optuna, `_calc_crowding_distance`). Equal losses are ordered
 * as the rows come.
 */
export function crowdingDistances(losses: Losses): Float64Array {
  const distances = new Float64Array(losses.length)
  // With one objective every front is one row, unless some are equal.
  if (losses.length < 2) return distances
  const objectives = losses.length === 0 ? 0 : losses[0].length
  for (let k = 0; k < objectives; k++) addGaps(losses, k, distances)
  return distances
}

function addGaps(losses: Losses, k: number, distances: Float64Array): void {
  const order = Int32Array.from(losses.keys()).sort((i, j) => {
    if (losses[i][k] === losses[j][k]) return i - j
    return losses[i][k] < losses[j][k] ? -1 : 1
  })
  const sorted = Float64Array.from(order, (i) => losses[i][k])
  const last = sorted.length - 1
  if (sorted[0] === sorted[last]) return
  const extent = finiteExtent(sorted)
  for (let at = 0; at <= last; at++) {
    const left = at === 0 ? Number.NEGATIVE_INFINITY : sorted[at - 1]
    const right = at === last ? Number.POSITIVE_INFINITY : sorted[at + 1]
    if (left !== right) distances[order[at]] += (right - left) / extent
  }
}

function finiteExtent(sorted: Float64Array): number {
  const finite = sorted.filter(Number.isFinite)
  const extent = finite.length === 0 ? 0 : finite[finite.length - 1] - finite[0]
  return extent > 0 ? extent : 1
}
