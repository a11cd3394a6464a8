import type { Rng } from '../../../base/rng.ts'
import { type GpSpace, exists, snapped } from '../gp/gp-space.ts'
import type { Found } from '../gp/local-search.ts'

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
    open,
    utilityOf,
    rng,
  }: {
    readonly space: GpSpace
    readonly open: readonly number[]
    readonly utilityOf: (point: Float64Array) => number
    readonly rng: Rng
  },
): Found {
  let best = start
  for (let round = 0; round < mostRounds; round++) {
    const before = best.utility
    for (const j of open) {
      if (!exists(space, best.point, j)) continue
      for (const coordinate of neighbours(space, { j, from: best.point[j] }, rng)) {
        const point = best.point.with(j, coordinate)
        const utility = utilityOf(point)
        if (utility > best.utility) best = { point, utility }
      }
    }
    if (best.utility === before) break
  }
  return best
}

function neighbours({ axes }: GpSpace, { j, from }: { readonly j: number; readonly from: number }, rng: Rng): number[] {
  const axis = axes[j]
  if (axis.kind === 'categorical') return [...Array(axis.choices).keys()].filter((index) => index !== from)
  return Array.from({ length: stepsPerNumber }, () =>
    snapped(axis, Math.min(1, Math.max(0, from + stepSize * rng.normal()))),
  )
}
