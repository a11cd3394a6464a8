import type { Rng } from '../../../base/rng.ts'
import { crowdingDistances } from '../../objectives/crowding-distances.ts'
import { nonDominatedRanks } from '../../objectives/non-dominated-ranks.ts'
import { type GpSpace, snapped } from '../gp/space/gp-space.ts'
import { crossed } from '../nsga/crossovers/sbx.ts'
import { polynomialMutation } from '../nsga/polynomial-mutation.ts'
import { tournament } from '../nsga/tournament.ts'

/** Distribution indices of crossover and mutation (pymoo's, which HEBO uses). */
const etaCrossover = 15
const etaMutation = 20
/** The probability that a child has two parents. */
const crossoverShare = 0.9
/** Points closer than this are taken for one, so that they do not fill the front. */
const closest = 1e-9

interface Search {
  readonly space: GpSpace
  /** Axes that may change. */
  readonly open: readonly number[]
  readonly allows: (point: Float64Array) => boolean
  /** Losses of each of many points. */
  readonly evaluate: (points: readonly Float64Array[]) => readonly (readonly number[])[]
  readonly generations: number
  readonly rng: Rng
}

interface Member {
  readonly point: Float64Array
  readonly losses: readonly number[]
  readonly rank: number
  readonly room: number
}

/**
 * Points that no other found point beats in every loss, found by NSGA-II (Deb et al. 2002) from `start`. Points that the
 * space forbids are never among them; the front is empty if the start has none that it allows.
 */
export function paretoSearch(start: readonly Float64Array[], search: Search): readonly Float64Array[] {
  const allowed = start.filter(search.allows)
  if (allowed.length === 0) return []
  let population = survivors(scored(allowed, search), start.length)
  for (let generation = 0; generation < search.generations; generation++) {
    const stream = search.rng.fork(generation)
    const children = Array.from({ length: start.length }, () => child(population, search, stream)).filter(search.allows)
    population = survivors([...population, ...scored(children, search)], start.length)
  }
  return population.filter(({ rank }) => rank === 0).map(({ point }) => point)
}

type Scored = Pick<Member, 'point' | 'losses'>

function scored(points: readonly Float64Array[], { evaluate }: Search): readonly Scored[] {
  const losses = evaluate(points)
  return points.map((point, i) => ({ point, losses: losses[i] }))
}

/** The `size` best: front by front, of the last the loneliest. */
function survivors(pool: readonly Scored[], size: number): readonly Member[] {
  const unique = pool.filter(({ point }, i) => !pool.slice(0, i).some((other) => isSame(other.point, point)))
  const ranks = nonDominatedRanks(unique.map(({ losses }) => losses))
  const fronts: Scored[][] = []
  unique.forEach((one, i) => (fronts[ranks[i]] ??= []).push(one))
  const members: Member[] = []
  for (const [rank, front] of fronts.entries()) {
    const room = crowdingDistances(front.map(({ losses }) => losses))
    const ranked = front.map((one, i) => ({ ...one, rank, room: room[i] }))
    if (members.length + ranked.length > size) ranked.sort((a, b) => (a.room === b.room ? 0 : b.room - a.room))
    members.push(...ranked.slice(0, size - members.length))
    if (members.length === size) break
  }
  return members
}

function child(population: readonly Member[], { space, open }: Search, rng: Rng): Float64Array {
  const [first, second = first] = tournament(population, Math.min(2, population.length), rng)
  const point = first.point.slice()
  const mates = rng.uniform() < crossoverShare
  const pick = rng.uniform() < 0.5
  for (const j of open) {
    const axis = space.axes[j]
    const moves = rng.uniform() < 1 / open.length
    if (axis.kind === 'categorical') {
      if (mates && rng.uniform() < 0.5) point[j] = second.point[j]
      if (moves) point[j] = rng.integer(axis.choices)
      continue
    }
    const [lower, upper] = crossed(point[j], second.point[j], { eta: etaCrossover, u: rng.uniform() })
    if (mates) point[j] = pick ? lower : upper
    if (moves) point[j] = polynomialMutation(point[j], etaMutation, rng)
    point[j] = snapped(axis, point[j])
  }
  return point
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  for (let j = 0; j < a.length; j++) if (Math.abs(a[j] - b[j]) > closest) return false
  return true
}
