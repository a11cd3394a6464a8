import { isFinished, type TrialRecord } from './trial-record.ts'

/**
 * Hands out every finished trial exactly once, however often it is called with the growing list of a study's trials.
 * Caches over a history build on it: a finished trial never changes, so each needs to be looked at once.
 */
export function newlyFinishedTrials(): (
  trials: readonly TrialRecord[],
  /** Shown every trial that has not finished. */
  visitOpen?: (trial: TrialRecord) => void,
) => readonly TrialRecord[] {
  let seen = 0
  let open: readonly number[] = []
  return (trials, visitOpen) => {
    const fresh: TrialRecord[] = []
    const stillOpen: number[] = []
    const visit = (number: number): void => {
      if (isFinished(trials[number].state)) fresh.push(trials[number])
      else {
        stillOpen.push(number)
        visitOpen?.(trials[number])
      }
    }
    open.forEach(visit)
    for (; seen < trials.length; seen++) visit(seen)
    open = stillOpen
    return fresh
  }
}
