import type { TrialRecord } from '../core/trial-record.ts'
import { TrialFollower } from './trial-follower.ts'

/** What has changed in a history since the last look. Positions rise, and hold until the next look. */
export interface HistoryChange {
  /** Whether the history does not continue the one that was seen before: all of it is new then. */
  readonly restarted: boolean
  /** Positions of trials that have finished. */
  readonly finished: readonly number[]
  /** Positions of all trials that have not. */
  readonly open: readonly number[]
}

/**
 * A follower for what may be shown one history after another. That the trials seen before are still where they were is known
 * of the list that was shown before; of another it is checked.
 */
export class CheckedFollower {
  private readonly follower = new TrialFollower()
  /** Trials by position; null while they have not finished. */
  private readonly seen: (TrialRecord | null)[] = []
  private list: readonly TrialRecord[] = []

  look(trials: readonly TrialRecord[]): HistoryChange {
    const { follower, seen } = this
    const restarted = trials !== this.list && !this.continues(trials)
    this.list = trials
    if (restarted) {
      seen.length = 0
      follower.startAnew()
    }
    follower.look(trials)
    const { finished, open } = follower
    // In the order of positions, so that the list has no holes.
    for (let at = seen.length; at < trials.length; at++) seen.push(null)
    for (const at of finished) seen[at] = trials[at]
    return { restarted, finished, open }
  }

  private continues(trials: readonly TrialRecord[]): boolean {
    const { seen } = this
    if (trials.length < seen.length) return false
    for (let at = 0; at < seen.length; at++) if (seen[at] !== trials[at] && seen[at] !== null) return false
    return true
  }
}
