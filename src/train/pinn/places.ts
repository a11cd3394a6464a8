import type { InputError } from '../../base/errors.ts'
import type { Rng } from '../../base/rng.ts'
import type { Interval } from './pinn-problem.ts'
import { stratifiedPoints } from './stratified-points.ts'

/** Coordinates that are held, at one value or at each of several. */
export type Place<Coordinate extends string> = Readonly<Partial<Record<Coordinate, number | readonly number[]>>>

/** A face of the domain: the value of each held coordinate, NaN for a free one. */
export type Face = readonly number[]

/** The faces that a term's `at` names; the whole domain without one. `wrong` makes the error for a bad place. */
export function placesOf(
  at: Place<string> | readonly Place<string>[] | undefined,
  domain: readonly Interval[],
  wrong: (place: unknown) => InputError,
): readonly Face[] {
  const places = at === undefined ? [{}] : Array.isArray(at) ? (at as readonly Place<string>[]) : [at as Place<string>]
  return places.flatMap((place) => {
    const known = domain.map(({ name }) => name)
    if (!Object.keys(place).every((name) => known.includes(name))) throw wrong(place)
    const faces = domain.reduce<number[][]>(
      (all, { name }) => {
        const values = place[name] === undefined ? [Number.NaN] : [place[name]].flat()
        return all.flatMap((face) => values.map((value) => [...face, value]))
      },
      [[]],
    )
    for (const face of faces) if (!face.every((value, axis) => isWithin(value, domain[axis]))) throw wrong(place)
    return faces
  })
}

function isWithin(value: number, { low, high }: Interval): boolean {
  return Number.isNaN(value) || (value >= low && value <= high)
}

/**
 * Points on every face, [points, coordinates] row-major: `count` in the whole domain; on a face with fewer free
 * coordinates twice as many as a grid of `count` points has there, since conditions decide which solution it is.
 */
export function pointsAt(
  faces: readonly Face[],
  domain: readonly Interval[],
  { rng, count }: { readonly rng: Rng; readonly count: number },
): Float64Array {
  const all = faces.map((face) => {
    const free = domain.filter((_, axis) => Number.isNaN(face[axis]))
    const points = free.length === domain.length ? count : pointsOnFace(free.length, domain.length, count)
    const drawn = stratifiedPoints(free, rng, points)
    return Array.from({ length: points }, (_, p) => {
      let next = p * free.length
      return face.map((value) => (Number.isNaN(value) ? drawn[next++] : value))
    }).flat()
  })
  return Float64Array.from(all.flat())
}

function pointsOnFace(free: number, inputs: number, count: number): number {
  return free === 0 ? 1 : 2 * Math.ceil(count ** (free / inputs))
}
