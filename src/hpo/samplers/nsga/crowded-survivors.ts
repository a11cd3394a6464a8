import { crowdingDistances } from '../../objectives/crowding-distances.ts'
import { constrainedRanks } from '../../objectives/non-dominated-ranks.ts'
import type { Individual, Survivor } from './individual.ts'

/**
 * The `size` best of a pool: front by front, and of the front that does not fit as a whole the loneliest (Deb et al. 2002,
 * section III-C). Of equals the earlier trials.
 */
export function crowdedSurvivors(pool: readonly Individual[], size: number): readonly Survivor[] {
  const survivors: Survivor[] = []
  for (const [rank, front] of frontsOf(pool).entries()) {
    if (survivors.length >= size) break
    const room = crowdingDistances(front.map(({ losses }) => losses))
    const members = front.map(({ trial, losses, violation }, i) => ({ trial, losses, violation, rank, room: room[i] }))
    const left = size - survivors.length
    if (members.length > left) members.sort((a, b) => (a.room === b.room ? 0 : b.room - a.room))
    survivors.push(...members.slice(0, left))
  }
  return survivors
}

/** The pool by constrained rank. */
export function frontsOf(pool: readonly Individual[]): readonly (readonly Individual[])[] {
  const ranks = constrainedRanks(
    pool.map(({ losses }) => losses),
    pool.map(({ violation }) => violation),
  )
  const fronts: Individual[][] = []
  pool.forEach((individual, at) => (fronts[ranks[at]] ??= []).push(individual))
  return fronts
}
