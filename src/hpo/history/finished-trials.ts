import type { TrialRecord } from '../core/trial-record.ts'
import { TrialFollower } from './trial-follower.ts'

/** Hands out every finished trial exactly once, however often it is called with the growing list of a study's trials. */
export function newlyFinishedTrials(): (trials: readonly TrialRecord[]) => readonly TrialRecord[] {
  const follower = new TrialFollower()
  return (trials) => {
    follower.look(trials)
    return follower.finished.length === 0 ? none : follower.finished.map((at) => trials[at])
  }
}

const none: readonly TrialRecord[] = []
