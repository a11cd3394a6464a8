import { finiteLosses, type Losses } from '../objectives/losses.ts'
import { nonDominatedRanks } from '../objectives/non-dominated-ranks.ts'

/** How trials of the same front are told apart. */
export const rankings = ['epsilonNet', 'nonDominated'] as const

export type Ranking = (typeof rankings)[number]

/**
 * The positions of the rows, the best first. One objective: by its value. Several: front by front; `epsilonNet` spreads
 * those that come first over each front, `nonDominated` takes them as they come (Schmucker et al. 2021, "Multi-objective
 * asynchronous successive halving", arXiv:2106.12639, sections 3.2 and 3.3).
 */
export function rankLosses(losses: Losses, ranking: Ranking): readonly number[] {
  const positions = [...losses.keys()]
  if (losses.length === 0 || losses[0].length === 1) return positions.sort((a, b) => losses[a][0] - losses[b][0])
  const ranks = nonDominatedRanks(losses)
  const fronts: number[][] = []
  for (const at of positions) (fronts[ranks[at]] ??= []).push(at)
  if (ranking === 'nonDominated') return fronts.flat()
  return fronts.flatMap((front) => spreadOut(losses.filter((_, at) => ranks[at] === ranks[front[0]])).map((i) => front[i])) // prettier-ignore
}

/** Positions such that each row is the farthest from all before it; the most balanced one comes first. */
function spreadOut(front: Losses): readonly number[] {
  const rows = scaled(front)
  const sums = rows.map((row) => row.reduce((sum, share) => sum + share, 0))
  const distances = rows.map(() => Number.POSITIVE_INFINITY)
  const left = new Set(rows.keys())
  const order: number[] = []
  let next = sums.reduce((best, sum, i) => (sum < sums[best] ? i : best), 0)
  while (left.size > 0) {
    left.delete(next)
    order.push(next)
    for (const i of left) distances[i] = Math.min(distances[i], squaredDistance(rows[i], rows[next]))
    const [first, ...others] = left
    next = others.reduce((best, i) => (distances[i] > distances[best] ? i : best), first)
  }
  return order
}

/** Each objective in shares of its range over the rows. */
function scaled(front: Losses): readonly (readonly number[])[] {
  const rows = finiteLosses(front)
  const least = rows.reduce((a, b) => a.map((loss, k) => Math.min(loss, b[k])))
  const most = rows.reduce((a, b) => a.map((loss, k) => Math.max(loss, b[k])))
  return rows.map((row) => row.map((loss, k) => (most[k] > least[k] ? (loss - least[k]) / (most[k] - least[k]) : 0)))
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, share, k) => sum + (share - b[k]) ** 2, 0)
}
