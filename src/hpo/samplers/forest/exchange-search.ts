import type { Rng } from '../../../base/rng.ts'
import type { Found } from '../gp/search/local-search.ts'
import { type GpSpace, exists, snapped } from '../gp/space/gp-space.ts'

/** Neighbours of a number, and how far they lie, in parts of the range (SMAC). */
const stepsPerNumber = 4
const stepSize = 0.2
const mostRounds = 30

/**
 * Climbs from a point by changing one parameter at a time, as long as that improves the utility: a number moves by normal
 * steps, a choice takes every other value (Hutter et al. 2011, "Sequential model-based optimization", section 4.3).
 */
export function exchangeSearch(
  start: Found,
  {
    space,
    axes,
    utilityOf,
    rng,
  }: {
    readonly space: GpSpace
    /** Those to change. */
    readonly axes: readonly number[]
    readonly utilityOf: (point: Float64Array) => number
    readonly rng: Rng
  },
): Found {
  const point = start.point.slice()
  let best = start.utility
  for (let round = 0; round < mostRounds; round++) {
    const before = best
    for (const j of axes) {
      if (!exists(space, point, j)) continue
      let kept = point[j]
      for (const coordinate of neighbours(space, { j, from: kept }, rng)) {
        point[j] = coordinate
        const utility = utilityOf(point)
        if (utility > best) {
          best = utility
          kept = coordinate
        }
      }
      point[j] = kept
    }
    if (best === before) break
  }
  return { point, utility: best }
}

function neighbours({ axes }: GpSpace, { j, from }: { readonly j: number; readonly from: number }, rng: Rng): number[] {
  const axis = axes[j]
  if (axis.kind === 'categorical') return [...Array(axis.choices).keys()].filter((index) => index !== from)
  return Array.from({ length: stepsPerNumber }, () =>
    snapped(axis, Math.min(1, Math.max(0, from + stepSize * rng.normal()))),
  )
}
