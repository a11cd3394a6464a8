import { isFinished, type TrialRecord } from '../core/trial-record.ts'

/**
 * Follows the growing list of a study's trials by position. A finished trial never changes, so that each needs to be looked
 * at once: caches over a history build on it. Both lists hold until the next look.
 */
export class TrialFollower {
  /** Positions of the trials that have finished since the look before. They rise. */
  readonly finished: number[] = []
  /** Positions of all trials that have not. They rise. */
  readonly open: number[] = []
  private seen = 0

  look(trials: readonly TrialRecord[]): void {
    const { finished, open, seen } = this
    finished.length = 0
    let kept = 0
    const before = open.length
    const end = before + Math.max(0, trials.length - seen)
    for (let i = 0; i < end; i++) {
      const at = i < before ? open[i] : seen + i - before
      if (isFinished(trials[at].state)) finished.push(at)
      else open[kept++] = at
    }
    open.length = kept
    this.seen = Math.max(seen, trials.length)
  }

  /** The next list is taken for one that has not been seen. */
  startAnew(): void {
    this.seen = 0
    this.open.length = 0
  }
}
