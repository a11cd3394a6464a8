import type { History } from '../core/sampler.ts'
import { isFinished, type TrialRecord } from '../core/trial-record.ts'

/** Derives something from the growing list of a study's trials, looking each time only at what has changed. */
export type Follower<T> = (history: History) => T

interface Followed<T> {
  readonly follow: Follower<T>
  /** A finished trial that the follower has seen, far back in the list, and where. */
  landmark: { readonly trial: TrialRecord; readonly at: number }
  length: number
}

/**
 * A follower of every study that it is shown, for samplers, which serve any. A study is known by its first finished trial,
 * which never changes; with the study's trials what was derived is forgotten. A list that does not continue the one
 * shown before is followed from its start.
 */
export function followStudies<T>(make: () => Follower<T>): Follower<T> {
  const known = new WeakMap<TrialRecord, Followed<T>>()
  return (history) => {
    const { trials } = history
    const first = trials.find(({ state }) => isFinished(state))
    if (first === undefined) return make()(history)
    let study = known.get(first)
    if (study === undefined || !continues(study, trials)) {
      study = { follow: make(), landmark: { trial: first, at: trials.indexOf(first) }, length: 0 }
      known.set(first, study)
    }
    const last = lastFinished(trials)
    study.landmark = { trial: trials[last], at: last }
    study.length = trials.length
    return study.follow(history)
  }
}

function continues<T>({ landmark, length }: Followed<T>, trials: readonly TrialRecord[]): boolean {
  return trials.length >= length && trials[landmark.at] === landmark.trial
}

function lastFinished(trials: readonly TrialRecord[]): number {
  let at = trials.length - 1
  while (!isFinished(trials[at].state)) at--
  return at
}
