import type { TrialRecord } from '../core/trial-record.ts'
import { cardinality, type Distribution, type SearchSpace } from '../space/distribution.ts'
import { sameDistribution } from '../space/distribution-match.ts'
import { newlyFinishedTrials } from './finished-trials.ts'

/**
 * The parameters that every complete or pruned trial has, with the same distribution in each; those that can only take
 * one value are left out. Sorted by name, so that the order does not depend on the storage. Empty while no trial has
 * ended. It is what joint samplers model (Optuna, `IntersectionSearchSpace`).
 */
export function intersectionSpace(trials: readonly TrialRecord[]): SearchSpace {
  return intersectionTracker()(trials)
}

/** `intersectionSpace` of a growing list: each call looks only at what has changed since the last one. */
export function intersectionTracker(): (trials: readonly TrialRecord[]) => SearchSpace {
  const newlyFinished = newlyFinishedTrials()
  let common: Map<string, Distribution> | null = null
  let answer: SearchSpace = new Map()
  let last: TrialRecord['distributions'] | null = null
  return (trials) => {
    let changed = false
    for (const trial of newlyFinished(trials)) {
      // Storages may let trials share their distributions.
      if (trial.state === 'fail' || trial.distributions === last) continue
      last = trial.distributions
      if (common === null) {
        common = new Map(Object.entries(trial.distributions))
        changed = true
      } else if (keepCommon(common, trial)) changed = true
    }
    if (changed) answer = modelled(common!)
    return answer
  }
}

/** Drops what `trial` lacks or has otherwise; tells whether anything was dropped. */
function keepCommon(common: Map<string, Distribution>, trial: TrialRecord): boolean {
  const before = common.size
  for (const [name, distribution] of common) {
    const other = Object.hasOwn(trial.distributions, name) ? trial.distributions[name] : null
    if (other === null || !sameDistribution(distribution, other)) common.delete(name)
  }
  return common.size < before
}

function modelled(common: ReadonlyMap<string, Distribution>): SearchSpace {
  const names = [...common.keys()].filter((name) => cardinality(common.get(name)!) > 1).sort()
  return new Map(names.map((name) => [name, common.get(name)!]))
}
