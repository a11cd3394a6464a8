import type { Rng } from '../../../base/rng.ts'
import { type GpSpace, coordinateAt, snapped } from './gp-space.ts'
import type { Region } from './region.ts'

/** Beyond this many dimensions additive recurrences show patterns, and independent draws are as even. */
const mostRegular = 12
/** In a region of many dimensions about this many numbers differ from the base (Eriksson et al. 2019, appendix). */
const mostMoving = 20
/** Typical size of a step from a good trial, in units of the range. */
const stepSize = 0.1

/** This share of the candidates lies near the best trials. */
const nearbyShare = 0.25

export interface Candidates {
  readonly space: GpSpace
  /** Axes to choose a coordinate for; the others keep that of `base`. */
  readonly open: readonly number[]
  readonly base: Float64Array
  readonly rng: Rng
  /** Where numbers are searched; the whole space by default. */
  readonly region?: Region | undefined
}

/** Points to compare: most of them spread over the space, the others near good points, if there are any. */
export function candidatePoints(
  candidates: Candidates,
  centers: readonly Float64Array[],
  count: number,
): readonly Float64Array[] {
  const nearby = centers.length === 0 ? 0 : Math.floor(nearbyShare * count)
  const spread = spreadPoints(candidates, count - nearby)
  return nearby === 0 ? spread : [...spread, ...nearbyPoints(candidates, centers, nearby)]
}

/** Points spread evenly over the open axes: a shifted additive recurrence (Roberts 2018, "R sequence"). */
function spreadPoints({ space, open, base, rng, region }: Candidates, count: number): Float64Array[] {
  const regular = open.length <= mostRegular
  const ratio = goldenRatio(open.length)
  const steps = open.map((_, k) => ratio ** -(k + 1) % 1)
  const shares = open.map(() => rng.uniform())
  const moving = mostMoving / open.length
  return Array.from({ length: count }, () => {
    const point = base.slice()
    open.forEach((j, k) => {
      shares[k] = regular ? (shares[k] + steps[k]) % 1 : rng.uniform()
      const axis = space.axes[j]
      if (region === undefined || axis.kind === 'categorical') point[j] = coordinateAt(axis, shares[k])
      else if (rng.uniform() < moving)
        point[j] = snapped(axis, region.lower[j] + shares[k] * (region.upper[j] - region.lower[j]))
    })
    return point
  })
}

/** Points a few steps away from good ones: each open axis moves with a probability that leaves about two to move. */
function nearbyPoints(
  { space, open, rng, region }: Candidates,
  centers: readonly Float64Array[],
  count: number,
): Float64Array[] {
  const share = Math.min(1, Math.max(2 / open.length, 0.1))
  return Array.from({ length: count }, (_, i) => {
    const point = centers[i % centers.length].slice()
    const always = open[rng.integer(open.length)]
    for (const j of open) {
      if (j !== always && rng.uniform() >= share) continue
      const axis = space.axes[j]
      if (axis.kind === 'categorical') point[j] = rng.integer(axis.choices)
      else if (region === undefined) point[j] = snapped(axis, reflected(point[j] + stepSize * rng.normal()))
      else {
        const step = stepSize * (region.upper[j] - region.lower[j]) * rng.normal()
        point[j] = snapped(axis, Math.min(region.upper[j], Math.max(region.lower[j], point[j] + step)))
      }
    }
    return point
  })
}

/** A coordinate folded back into [0, 1] at the end that it crossed. */
function reflected(coordinate: number): number {
  const folded = coordinate < 0 ? -coordinate : coordinate > 1 ? 2 - coordinate : coordinate
  return Math.min(1, Math.max(0, folded))
}

/** The root above 1 of x^(d + 1) = x + 1, by fixed-point iteration. */
function goldenRatio(dimensions: number): number {
  let x = 1.5
  for (let i = 0; i < 60; i++) x = (1 + x) ** (1 / (dimensions + 1))
  return x
}
