import { hypervolumeReference } from './hypervolume-reference.ts'
import { hypervolumeSubset } from './hypervolume-subset.ts'
import type { Losses } from './losses.ts'
import { nonDominatedRanks } from './non-dominated-ranks.ts'

/**
 * The positions of the `count` best rows: front by front, and of the front that does not fit as a whole those that
 * together dominate most (Ozaki et al. 2022, "Multiobjective tree-structured Parzen estimator", section 4; Optuna,
 * `_split_complete_trials_multi_objective`).
 */
export function bestByDomination(losses: Losses, count: number): readonly number[] {
  if (count <= 0) return []
  if (count >= losses.length) return [...losses.keys()]
  const fronts: number[][] = []
  nonDominatedRanks(losses).forEach((rank, at) => (fronts[rank] ??= []).push(at))
  const best: number[] = []
  for (const front of fronts) {
    const left = count - best.length
    if (left === 0) break
    if (front.length <= left) {
      best.push(...front)
      continue
    }
    const rows = front.map((at) => losses[at])
    best.push(...hypervolumeSubset(rows, hypervolumeReference(rows), left).map((chosen) => front[chosen]))
  }
  return best
}
