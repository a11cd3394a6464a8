import type { StudyView } from './study-record.ts'
import type { TrialRecord } from './trial-record.ts'

/** What is known when `study.optimize` starts. */
export interface OptimizeStart {
  /** Live: its `trials` follow what happens. */
  readonly study: StudyView
  /** How many trials this call will run at most; null when only time or a stop ends it. */
  readonly target: number | null
  /** Milliseconds after which no new trial starts; null without a time limit. */
  readonly timeoutMs: number | null
  /** How many trials run at once at most. */
  readonly concurrency: number
  /** False when the caller asked for silence (`optimize(…, { progress: false })`): displays then show nothing. */
  readonly progress?: boolean
}

/** Why `study.optimize` ended; `rule` is one of `stopWhen`. */
export type OptimizeEnd = 'trials' | 'timeout' | 'rule' | 'exhausted' | 'stopped' | 'aborted' | 'error'

/** How a call of `study.optimize` ended. */
export interface OptimizeEnding {
  readonly reason: OptimizeEnd
  /** What the rule that ended it says, as a clause: `trial 12 has reached 0.01`. Null for the other reasons. */
  readonly because?: string | null
}

/**
 * Follows a study while it runs: progress displays and loggers are observers.
 *
 * The methods are called synchronously, in the order in which things happen, and must not throw. One call of `optimize`
 * gives one `started`, any number of trials, one `finished`.
 */
export interface StudyObserver {
  started(start: OptimizeStart): void
  trialStarted(number: number): void
  reported?(number: number, step: number, value: number): void
  /** Complete, pruned or failed; the record is the final one. */
  trialFinished(trial: TrialRecord): void
  finished(end: OptimizeEnding): void
}
