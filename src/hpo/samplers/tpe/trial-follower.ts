import { isFinished, type TrialRecord } from '../../core/trial-record.ts'

/** What has changed in a history since the last look. Positions rise. */
export interface HistoryChange {
  /** Whether the history does not continue the one that was seen before: all of it is new then. */
  readonly restarted: boolean
  /** Positions of trials that have finished. */
  readonly finished: readonly number[]
  /** Positions of all trials that have not. */
  readonly open: readonly number[]
}

/**
 * Follows the growing list of a study's trials. A finished trial never changes, so that what was derived from it holds. That
 * those seen before are still where they were is known of the list that was shown before; of another it is checked.
 */
export class TrialFollower {
  /** Trials by position; null while they have not finished. */
  private readonly seen: (TrialRecord | null)[] = []
  private open: readonly number[] = []
  private list: readonly TrialRecord[] = []

  look(trials: readonly TrialRecord[]): HistoryChange {
    const restarted = trials !== this.list && !this.continues(trials)
    this.list = trials
    if (restarted) {
      this.seen.length = 0
      this.open = []
    }
    const finished: number[] = []
    const open: number[] = []
    const visit = (at: number): void => {
      const trial = trials[at]
      const ended = isFinished(trial.state)
      this.seen[at] = ended ? trial : null
      if (ended) finished.push(at)
      else open.push(at)
    }
    const before = this.seen.length
    for (const at of this.open) visit(at)
    for (let at = before; at < trials.length; at++) visit(at)
    this.open = open
    return { restarted, finished, open }
  }

  private continues(trials: readonly TrialRecord[]): boolean {
    const { seen } = this
    if (trials.length < seen.length) return false
    for (let at = 0; at < seen.length; at++) if (seen[at] !== trials[at] && seen[at] !== null) return false
    return true
  }
}
