import type { Rng } from '../../../../base/rng.ts'
import { sobol, sobolDimensions } from '../../../../math/sequences/sobol.ts'
import { type GpSpace, coordinateAt, snapped } from '../space/gp-space.ts'
import type { Region } from './region.ts'

/** In a region of many dimensions about this many numbers differ from its centre (Eriksson et al. 2019, appendix). */
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
  /** Where to look only; the whole space by default. */
  readonly box?: SearchBox | null
  readonly rng: Rng
  /** Where numbers are searched; the whole space by default. */
  readonly region?: Region | undefined
}

/** A part of the space around a good point. Choices may be any. */
export interface SearchBox extends Region {
  readonly center: Float64Array
}

/** Points to compare: most of them spread over the space, the others near good points, if there are any. */
export function candidatePoints(
  candidates: Candidates,
  centers: readonly Float64Array[],
  count: number,
): readonly Float64Array[] {
  if (candidates.box) return pointsInBox(candidates, candidates.box, count)
  const nearby = centers.length === 0 ? 0 : Math.floor(nearbyShare * count)
  const spread = spreadPoints(candidates, count - nearby)
  return nearby === 0 ? spread : [...spread, ...nearbyPoints(candidates, centers, nearby)]
}

/** Points spread evenly over the open axes: scrambled Sobol points, or independent draws where there are too many axes. */
function spreadPoints({ space, open, base, rng, region }: Candidates, count: number): Float64Array[] {
  const sequence = open.length <= sobolDimensions ? sobol(open.length, rng.fork('sobol')) : null
  const moving = mostMoving / open.length
  return Array.from({ length: count }, (_, i) => {
    const shares = sequence?.point(i)
    const point = base.slice()
    open.forEach((j, k) => {
      const axis = space.axes[j]
      const share = shares?.[k] ?? rng.uniform()
      if (region === undefined || axis.kind === 'categorical') point[j] = coordinateAt(axis, share)
      else if (rng.uniform() >= moving) point[j] = region.center[j]
      else point[j] = snapped(axis, region.lower[j] + share * (region.upper[j] - region.lower[j]))
    })
    return point
  })
}

/** Points of the box: its numbers anywhere, its choices mostly those of the centre. */
function pointsInBox({ space, open, rng }: Candidates, { center, lower, upper }: SearchBox, count: number) {
  return Array.from({ length: count }, () => {
    const point = center.slice()
    for (const j of open) {
      const axis = space.axes[j]
      if (axis.kind !== 'categorical') point[j] = snapped(axis, lower[j] + rng.uniform() * (upper[j] - lower[j]))
      else if (rng.uniform() < 1 / open.length) point[j] = rng.integer(axis.choices)
    }
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
