import type { Rng } from '../../../base/rng.ts'
import type { Survivor } from './individual.ts'

/** Draws different parents, each the better of two at random: by rank, then by room (Deb et al. 2002, section III-B). */
export function tournament<Member extends Ranked>(
  parents: readonly Member[],
  count: number,
  rng: Rng,
): readonly Member[] {
  const left = [...parents]
  return Array.from({ length: count }, () => {
    const a = rng.integer(left.length)
    const b = rng.integer(left.length)
    const winner = isBetter(left[b], left[a]) ? b : a
    return left.splice(winner, 1)[0]
  })
}

/** What a tournament goes by. */
type Ranked = Pick<Survivor, 'rank' | 'room'>

function isBetter(a: Ranked, b: Ranked): boolean {
  return a.rank === b.rank ? a.room > b.room : a.rank < b.rank
}
