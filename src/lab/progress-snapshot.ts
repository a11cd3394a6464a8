import type { Clock } from '../base/clock.ts'
import { isFeasible } from '../hpo/core/constraints.ts'
import { bestTrial } from '../hpo/core/best-trial.ts'
import { compareValues } from '../hpo/core/direction.ts'
import type { OptimizeEnd, OptimizeStart } from '../hpo/core/study-observer.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'

/** How one call of `optimize` stands, at one moment. */
export interface ProgressSnapshot {
  readonly studyName: string
  /** Trials of this call that ended, however. */
  readonly finished: number
  /** How many this call will run at most; null when only time or a stop ends it. */
  readonly target: number | null
  /** The part of the call that is done, 0 to 1; null when nobody knows how long it will take. */
  readonly fraction: number | null
  readonly running: number
  readonly pruned: number
  readonly failed: number
  /** Of the whole study, earlier calls included; null while nothing is complete and for studies with several objectives. */
  readonly best: { readonly value: number; readonly number: number } | null
  readonly elapsedSeconds: number
  readonly trialsPerSecond: number | null
  readonly secondsLeft: number | null
  /** Null while it runs. */
  readonly end: OptimizeEnd | null
}

/** Follows one call of `optimize` and says at any moment how it stands. */
export interface ProgressTracker {
  trialStarted(): void
  trialFinished(trial: TrialRecord): void
  finished(reason: OptimizeEnd): void
  snapshot(): ProgressSnapshot
}

/** The speed is that of the newest trials: samplers slow down as a study grows, and pruning makes it faster. */
const speedWindow = 30

export function trackProgress(start: OptimizeStart, clock: Clock): ProgressTracker {
  const { study, target, timeoutMs } = start
  const startedAt = clock.now()
  const endings: number[] = [startedAt]
  const counts = { started: 0, finished: 0, pruned: 0, failed: 0 }
  let best = study.directions.length === 1 ? bestTrial(study) : null
  let end: OptimizeEnd | null = null
  let endedAt: number | null = null

  const isBetter = (trial: TrialRecord): boolean => {
    if (study.directions.length !== 1 || trial.state !== 'complete' || trial.values === null) return false
    if (!isFeasible(trial)) return false
    return best === null || compareValues(study.directions[0], trial.values[0], best.values![0]) < 0
  }

  return {
    trialStarted() {
      counts.started += 1
    },
    trialFinished(trial) {
      counts.finished += 1
      if (trial.state === 'pruned') counts.pruned += 1
      if (trial.state === 'fail') counts.failed += 1
      endings.push(clock.now())
      if (endings.length > speedWindow + 1) endings.shift()
      if (isBetter(trial)) best = trial
    },
    finished(reason) {
      if (end !== null) return
      end = reason
      endedAt = clock.now()
    },
    snapshot() {
      // A page that is opened later asks again: time stands still after the end.
      const now = endedAt ?? clock.now()
      const elapsedMs = Math.max(0, now - startedAt)
      const trialsPerSecond = speed(endings, now)
      return {
        studyName: study.name,
        finished: counts.finished,
        target,
        fraction: fractionDone({ finished: counts.finished, target, elapsedMs, timeoutMs, end }),
        running: end === null ? Math.max(0, counts.started - counts.finished) : 0,
        pruned: counts.pruned,
        failed: counts.failed,
        best: best === null ? null : { value: best.values![0], number: best.number },
        elapsedSeconds: elapsedMs / 1000,
        trialsPerSecond,
        secondsLeft: end === null ? timeLeft({ ...counts, target, elapsedMs, timeoutMs, trialsPerSecond }) : null,
        end,
      }
    },
  }
}

/** Trials per second over the window; the time since the last ending counts, so that a slow trial shows. */
function speed(endings: readonly number[], now: number): number | null {
  const seconds = (now - endings[0]) / 1000
  return endings.length < 2 || seconds <= 0 ? null : (endings.length - 1) / seconds
}

function fractionDone(input: {
  readonly finished: number
  readonly target: number | null
  readonly elapsedMs: number
  readonly timeoutMs: number | null
  readonly end: OptimizeEnd | null
}): number | null {
  const { finished, target, elapsedMs, timeoutMs, end } = input
  if (end === 'trials' || end === 'timeout') return 1
  const parts = [
    ...(target === null ? [] : [finished / target]),
    ...(timeoutMs === null ? [] : [timeoutMs === 0 ? 1 : elapsedMs / timeoutMs]),
  ]
  return parts.length === 0 ? null : Math.min(1, Math.max(...parts))
}

function timeLeft(input: {
  readonly finished: number
  readonly target: number | null
  readonly elapsedMs: number
  readonly timeoutMs: number | null
  readonly trialsPerSecond: number | null
}): number | null {
  const { finished, target, elapsedMs, timeoutMs, trialsPerSecond } = input
  const limits = [
    ...(target === null || trialsPerSecond === null ? [] : [(target - finished) / trialsPerSecond]),
    ...(timeoutMs === null ? [] : [(timeoutMs - elapsedMs) / 1000]),
  ]
  return limits.length === 0 ? null : Math.max(0, Math.min(...limits))
}
