import type { Rng } from '../../../../base/rng.ts'
import { type GpSpace, coordinateOfIndex, rowOf, valueCount } from '../space/gp-space.ts'
import type { Acquisition } from './acquisition.ts'
import { type SearchBox, candidatePoints } from './candidate-points.ts'
import { type Found, climb, planSearch } from './local-search.ts'
import type { Region } from './region.ts'

/** Iterations of each climb; the best then climbs on. */
const firstClimb = 25
const lastClimb = 200
/** Discrete spaces of at most this many points are listed whole when every candidate has been tried before. */
const mostPoints = 100_000

export interface MaximizeSettings {
  /** Points compared before any climb. */
  readonly candidates: number
  /** Points to climb from. */
  readonly restarts: number
}

/** Where to look. */
export interface SearchInput {
  readonly space: GpSpace
  readonly open: readonly number[]
  /** Coordinates of the axes that are not open. */
  readonly base: Float64Array
  /** Good points to start from. */
  readonly incumbents: readonly Float64Array[]
  /** Where to look only; the whole space by default. */
  readonly box?: SearchBox | null
  /** Whether a point satisfies the constraints of the space. */
  readonly allows: (point: Float64Array) => boolean
  /** Rows that were tried before. */
  readonly tried: readonly Float64Array[]
  readonly rng: Rng
  /** Where numbers are searched; the whole space by default. */
  readonly region?: Region | undefined
}

interface MaximizeInput extends SearchInput {
  readonly acquisition: Acquisition
  readonly lengthscales: Float64Array
}

/**
 * The point with the largest utility that could be found, among those that the space allows and that have not been tried:
 * the best of many candidates, of climbs from the better ones, and from the incumbents.
 *
 * @returns null when nothing new and allowed was found
 */
export function maximizeAcquisition(input: MaximizeInput, settings: MaximizeSettings): Float64Array | null {
  const { space, acquisition, open } = input
  const scored = scoreCandidates(input, settings.candidates)
  const plan = planSearch({ ...input, within: input.box ?? input.region ?? null }, open)
  const climbed = chooseStarts(input, scored, settings.restarts).map((start) => allowedEnd(start, climb(plan, start, firstClimb), input)) // prettier-ignore
  climbed.sort(byUtility)
  if (climbed.length > 0) climbed.unshift(allowedEnd(climbed[0], climb(plan, climbed[0], lastClimb), input))
  const chosen = chooseBest(climbed, input) ?? chooseBest(scored, input)
  if (chosen !== null) return chosen
  const rest = wholeSpace(input)
  if (rest === null) return null
  const utilities = acquisition.atMany(space.layout, rest.map((point) => rowOf(space, point))) // prettier-ignore
  return chooseBest(rest.map((point, i) => ({ point, utility: finite(utilities[i]) })).sort(byUtility), input)
}

/** The first point that is new and that the space allows. */
export function chooseBest(found: readonly Found[], { space, tried, allows }: SearchInput): Float64Array | null {
  return found.find(({ point }) => !wasTried(rowOf(space, point), tried) && allows(point))?.point ?? null
}

const byUtility = (a: Found, b: Found): number => b.utility - a.utility

/** Candidates, best first. */
function scoreCandidates(input: MaximizeInput, count: number): readonly Found[] {
  const { space, acquisition, incumbents, rng } = input
  const points = candidatePoints({ ...input, rng: rng.fork('candidates') }, incumbents, count)
  const utilities = acquisition.atMany(space.layout, points.map((point) => rowOf(space, point))) // prettier-ignore
  return points.map((point, i) => ({ point, utility: finite(utilities[i]) })).sort(byUtility)
}

/**
 * Where to climb from: the best candidate, the incumbents, and candidates drawn without replacement with probabilities in
 * proportion to the exponential of their utility (by adding Gumbel noise).
 */
function chooseStarts(input: MaximizeInput, scored: readonly Found[], count: number): readonly Found[] {
  const { space, acquisition, incumbents, allows } = input
  const rng = input.rng.fork('starts')
  const drawn = scored
    .map((found) => ({ found, key: found.utility - Math.log(-Math.log(rng.uniform() || Number.MIN_VALUE)) }))
    .sort((a, b) => b.key - a.key)
  const starts: Found[] = []
  const add = (found: Found): void => {
    if (starts.length < count && !starts.some(({ point }) => samePoint(point, found.point)) && allows(found.point)) {
      starts.push(found)
    }
  }
  for (const found of scored) {
    add(found)
    if (starts.length > 0) break
  }
  for (const point of incumbents) add({ point, utility: finite(acquisition.at(rowOf(space, point))) })
  for (const { found } of drawn) {
    if (starts.length >= count) break
    add(found)
  }
  return starts
}

/** The end of a climb, or the last point on the straight way there that the space allows. */
function allowedEnd(start: Found, end: Found, { space, acquisition, allows }: MaximizeInput): Found {
  if (allows(end.point)) return end
  for (let share = 0.5; share > 0.05; share /= 2) {
    const point = start.point.map((from, j) =>
      space.axes[j].kind === 'continuous' ? from + share * (end.point[j] - from) : from,
    )
    const utility = finite(acquisition.at(rowOf(space, point)))
    if (utility > start.utility && allows(point)) return { point, utility }
  }
  return start
}

function wasTried(row: Float64Array, tried: readonly Float64Array[]): boolean {
  return tried.some((other) => other.every((value, j) => value === row[j]))
}

/** Every point of a discrete space; null when it has too many, or infinitely many. */
function wholeSpace({ space, open, base }: MaximizeInput): readonly Float64Array[] | null {
  let points = [base]
  for (const j of open) {
    const axis = space.axes[j]
    if (axis.kind === 'continuous') return null
    const count = valueCount(axis)
    if (points.length * count > mostPoints) return null
    const coordinates = Array.from({ length: count }, (_, index) => coordinateOfIndex(axis, index))
    points = points.flatMap((point) => coordinates.map((coordinate) => point.with(j, coordinate)))
  }
  return points
}

function finite(utility: number): number {
  return Number.isNaN(utility) ? Number.NEGATIVE_INFINITY : utility
}

function samePoint(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, j) => value === b[j])
}
