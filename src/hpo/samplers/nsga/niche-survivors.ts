import { finiteLosses } from '../../objectives/losses.ts'
import { frontsOf } from './crowded-survivors.ts'
import type { Individual, Survivor } from './individual.ts'
import { unitIntercepts } from './unit-intercepts.ts'

/** Directions in objective space. */
export type References = readonly (readonly number[])[]

/**
 * The `size` best of a pool: front by front, and of the front that does not fit as a whole those near reference directions
 * that have the fewest others (Deb and Jain 2014, "An evolutionary many-objective optimization algorithm using
 * reference-point-based nondominated sorting approach", section IV).
 *
 * Where the paper draws at random, the trial nearest to its direction is taken, so that all workers agree.
 */
export function nicheSurvivors(pool: readonly Individual[], size: number, references: References): readonly Survivor[] {
  const survivors: Survivor[] = []
  for (const [rank, front] of frontsOf(pool).entries()) {
    const members = front.map((individual) => ({ ...individual, rank, room: 0 }))
    const left = size - survivors.length
    if (left === 0) break
    if (members.length <= left) survivors.push(...members)
    else survivors.push(...fillNiches(survivors, { front: members, left, references }))
  }
  return survivors
}

interface Filling {
  readonly front: readonly Survivor[]
  readonly left: number
  readonly references: References
}

function fillNiches(survivors: readonly Survivor[], { front, left, references }: Filling): readonly Survivor[] {
  const losses = finiteLosses([...survivors, ...front].map((individual) => individual.losses))
  const niches = unitIntercepts(losses).map((row) => nearestReference(row, references))
  const crowd = new Int32Array(references.length)
  for (const { reference } of niches.slice(0, survivors.length)) crowd[reference]++
  const waiting = front.map((member, at) => ({ member, ...niches[survivors.length + at] }))
  // Nearest first, so that of each direction the first is the nearest, and so of directions with equal crowds.
  waiting.sort((a, b) => a.distance - b.distance || a.member.trial.number - b.member.trial.number)
  return Array.from({ length: left }, () => {
    let next = 0
    waiting.forEach(({ reference }, at) => {
      if (crowd[reference] < crowd[waiting[next].reference]) next = at
    })
    const [{ member, reference }] = waiting.splice(next, 1)
    crowd[reference]++
    return member
  })
}

/** The direction that is nearest to a point, and how far the point is from its line. */
function nearestReference(point: Float64Array, references: References) {
  let nearest = { reference: 0, distance: Number.POSITIVE_INFINITY }
  references.forEach((direction, reference) => {
    const length = Math.hypot(...direction)
    const along = point.reduce((sum, loss, k) => sum + (loss * direction[k]) / length, 0)
    const distance = Math.hypot(...point.map((loss, k) => loss - (along * direction[k]) / length))
    if (distance < nearest.distance) nearest = { reference, distance }
  })
  return nearest
}
