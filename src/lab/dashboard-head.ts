import { formatCount, formatDuration, formatNumber } from '../base/number-format.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import { bestTrial } from '../hpo/core/best-trial.ts'
import { isFinished } from '../hpo/core/trial-record.ts'
import type { OptimizeEnd } from '../hpo/core/study-observer.ts'
import type { ProgressSnapshot } from './progress-snapshot.ts'
import { endWord, formatSpeed, trialCount } from './progress-text.ts'

/** What the head of a dashboard says: plain texts, ready to be shown. */
export interface DashboardHead {
  readonly name: string
  readonly running: boolean
  /** `running`, `done`, `stopped`, …; `idle` before a run. */
  readonly status: string
  readonly tone: Tone
  /** The part of the run that is done, 0 to 1; null when nobody knows. */
  readonly fraction: number | null
  readonly trials: string
  readonly facts: readonly Fact[]
}

interface Fact {
  readonly label: string
  readonly text: string
}

type Tone = 'plain' | 'running' | 'good' | 'warning' | 'error'

const tones: Readonly<Record<OptimizeEnd, Tone>> = {
  trials: 'good',
  timeout: 'good',
  rule: 'good',
  exhausted: 'good',
  stopped: 'good',
  aborted: 'warning',
  error: 'error',
}

/** The head of a study, from its run if there was one: `snapshot` is null before. */
export function dashboardHead(study: StudyView, snapshot: ProgressSnapshot | null): DashboardHead {
  return snapshot === null ? idleHead(study) : runHead(study.name, snapshot)
}

function idleHead(study: StudyView): DashboardHead {
  const finished = study.trials.filter(({ state }) => isFinished(state)).length
  const best = study.directions.length === 1 ? bestTrial(study) : null
  return {
    name: study.name,
    running: false,
    status: 'idle',
    tone: 'plain',
    fraction: 0,
    trials: formatCount(finished, 'trial'),
    facts: best === null ? [] : [bestFact(best.values![0], best.number)],
  }
}

function runHead(name: string, snapshot: ProgressSnapshot): DashboardHead {
  const { best, end, fraction, elapsedSeconds, secondsLeft, trialsPerSecond, running, pruned, failed } = snapshot
  return {
    name,
    running: end === null,
    status: end === null ? 'running' : endWord[end],
    tone: end === null ? 'running' : tones[end],
    fraction,
    trials: trialCount(snapshot),
    facts: [
      ...(best === null ? [] : [bestFact(best.value, best.number)]),
      { label: 'Elapsed', text: formatDuration(elapsedSeconds) },
      ...(secondsLeft === null ? [] : [{ label: 'Remaining', text: formatDuration(secondsLeft) }]),
      ...(trialsPerSecond === null ? [] : [{ label: 'Speed', text: formatSpeed(trialsPerSecond) }]),
      ...countFact('Running', running),
      ...countFact('Pruned', pruned),
      ...countFact('Failed', failed),
    ],
  }
}

function bestFact(value: number, trial: number): Fact {
  return { label: 'Best', text: `${formatNumber(value)} (trial ${trial})` }
}

function countFact(label: string, count: number): readonly Fact[] {
  return count === 0 ? [] : [{ label, text: String(count) }]
}
