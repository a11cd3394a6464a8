import { type Losses, compareRows, isNoWorse, lexicographicOrder } from './losses.ts'

/**
 * The non-domination rank of every row: 0 for those that nobody dominates, 1 for those that only rows of rank 0 dominate,
 * and so on. Equal rows share a rank.
 *
 * In lexicographic order nobody is dominated by a later row, so each is placed once and for all, by bisection over the
 * fronts found so far (Zhang et al. 2015, "An efficient approach to nondominated sorting", ENS-BS): O(n log n) for two
 * objectives, O(n² k) at worst for k.
 */
export function nonDominatedRanks(losses: Losses): Int32Array {
  const ranks = new Int32Array(losses.length)
  const order = lexicographicOrder(losses)
  const fronts = losses.length > 0 && losses[0].length <= 2 ? new PlanarFronts() : new Fronts()
  for (let at = 0; at < order.length; at++) {
    const row = losses[order[at]]
    const before = at === 0 ? null : order[at - 1]
    ranks[order[at]] = before !== null && compareRows(losses[before], row) === 0 ? ranks[before] : fronts.place(row)
  }
  return ranks
}

/**
 * Ranks under constraints (Deb et al. 2002, section VI): feasible rows by domination, after them the others by how much
 * they violate, whatever their losses; equal violations share a rank.
 *
 * @param violations one per row, 0 for a feasible one; NaN violates most
 */
export function constrainedRanks(losses: Losses, violations: ArrayLike<number>): Int32Array {
  const feasible = [...losses.keys()].filter((i) => violations[i] <= 0)
  const ranks = new Int32Array(losses.length)
  const free = nonDominatedRanks(feasible.map((i) => losses[i]))
  feasible.forEach((i, at) => (ranks[i] = free[at]))
  let next = free.reduce((most, rank) => Math.max(most, rank + 1), 0)
  const amount = (i: number): number => (Number.isNaN(violations[i]) ? Number.POSITIVE_INFINITY : violations[i])
  const others = [...losses.keys()].filter((i) => !(violations[i] <= 0))
  others.sort((i, j) => (amount(i) === amount(j) ? 0 : amount(i) - amount(j)))
  others.forEach((i, at) => {
    if (at > 0 && amount(others[at - 1]) !== amount(i)) next++
    ranks[i] = next
  })
  return ranks
}

/** Fronts of up to two objectives: of each, only the smallest last loss matters. */
class PlanarFronts {
  private readonly lowest: number[] = []

  place(row: ArrayLike<number>): number {
    const last = row[row.length - 1]
    const front = firstWithout(this.lowest.length, (f) => this.lowest[f] <= last)
    this.lowest[front] = last
    return front
  }
}

class Fronts {
  private readonly members: ArrayLike<number>[][] = []

  place(row: ArrayLike<number>): number {
    const front = firstWithout(this.members.length, (f) => dominatedIn(this.members[f], row))
    if (front === this.members.length) this.members.push([])
    this.members[front].push(row)
    return front
  }
}

/** Whether one of the rows, which all come before `row` and differ from it, dominates it. */
function dominatedIn(front: readonly ArrayLike<number>[], row: ArrayLike<number>): boolean {
  for (let i = front.length - 1; i >= 0; i--) if (isNoWorse(front[i], row)) return true
  return false
}

/** The first of `count` fronts without a row that dominates; the fronts that have one come first. */
function firstWithout(count: number, dominates: (front: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (dominates(middle)) low = middle + 1
    else high = middle
  }
  return low
}
