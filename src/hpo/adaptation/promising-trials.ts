import { isRanked } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { bestByDomination } from '../objectives/best-by-domination.ts'
import { toLosses } from '../objectives/losses.ts'
import type { Leaf } from '../space/node.ts'
import { cardinality } from '../space/distribution.ts'

/** The best share of the feasible complete trials, in order of number; of several objectives front by front. */
export function promisingTrials({ trials, directions }: StudyView, share: number): readonly TrialRecord[] {
  const usable = trials.filter(isRanked).filter(({ values }) => !values.some(Number.isNaN))
  const losses = usable.map(({ values }) => toLosses(directions, values))
  const best = bestByDomination(losses, Math.ceil(share * usable.length))
  return best.toSorted((a, b) => a - b).map((at) => usable[at])
}

/** Whether a parameter may be changed on its own: it is searched, says not how much to spend, and is no part of a whole. */
export function isAdaptable({ distribution, fidelity, part }: Leaf): boolean {
  return fidelity !== true && part?.kind !== 'permutation' && part?.kind !== 'subset' && cardinality(distribution) > 1
}
