import type { History } from '../core/sampler.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'

/**
 * Something kept for each study that a sampler works for, made when it is first asked for. A study is known by its first
 * finished trial, which never changes; with the study's trials it is forgotten. Before there is one, it is made anew.
 */
export function perStudy<Kept>(make: () => Kept): (history: History) => Kept {
  const kept = new WeakMap<TrialRecord, Kept>()
  return ({ trials }) => {
    const first = trials.find(({ state }) => isFinished(state))
    if (first === undefined) return make()
    const found = kept.get(first) ?? make()
    kept.set(first, found)
    return found
  }
}
