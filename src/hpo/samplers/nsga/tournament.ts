import type { Rng } from '../../../base/rng.ts'
import type { Survivor } from './individual.ts'

/** Draws different parents, each the better of two at random: by rank, then by room (Deb et al. 2002, section III-B). */
export function tournament<Member extends Ranked>(
  parents: readonly Member[],
  count: number,
  rng: Rng,
): readonly Member[] {
  const drawn: number[] = []
  while (drawn.length < count) {
    const left = parents.length - drawn.length
    const a = remaining(rng.integer(left), drawn)
    const b = remaining(rng.integer(left), drawn)
    drawn.push(isBetter(parents[b], parents[a]) ? b : a)
  }
  return drawn.map((at) => parents[at])
}

/** The position of the `index`-th parent of those that are not drawn. */
function remaining(index: number, drawn: readonly number[]): number {
  if (drawn.length === 0) return index
  if (drawn.length === 1) return index < drawn[0] ? index : index + 1
  return drawn.toSorted((a, b) => a - b).reduce((at, taken) => (taken <= at ? at + 1 : at), index)
}

/** What a tournament goes by. */
type Ranked = Pick<Survivor, 'rank' | 'room'>

function isBetter(a: Ranked, b: Ranked): boolean {
  return a.rank === b.rank ? a.room > b.room : a.rank < b.rank
}
