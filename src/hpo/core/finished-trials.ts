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
  /** Numbers of trials that had not finished at the last call. */
  const open: number[] = []
  return (trials, visitOpen) => {
    let fresh: TrialRecord[] | null = null
    let kept = 0
    const before = open.length
    const end = before + Math.max(0, trials.length - seen)
    for (let i = 0; i < end; i++) {
      const number = i < before ? open[i] : seen + i - before
      const trial = trials[number]
      if (isFinished(trial.state)) (fresh ??= []).push(trial)
      else {
        open[kept++] = number
        visitOpen?.(trial)
      }
    }
    open.length = kept
    seen = Math.max(seen, trials.length)
    return fresh ?? none
  }
}

const none: readonly TrialRecord[] = []
