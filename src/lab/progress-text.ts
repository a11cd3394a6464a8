import { formatDuration, formatNumber } from '../base/number-format.ts'
import type { OptimizeEnd } from '../hpo/core/study-observer.ts'
import type { ProgressSnapshot } from './progress-snapshot.ts'

/** `███████▌            `: eighths of a letter, so that the bar moves smoothly. A line of dots when nobody knows. */
function textBar(fraction: number | null, width: number): string {
  if (fraction === null) return '·'.repeat(width)
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8)
  const full = Math.floor(eighths / 8)
  const part = eighths % 8 === 0 ? '' : ' ▏▎▍▌▋▊▉'[eighths % 8]
  return ('█'.repeat(full) + part).padEnd(width)
}

/** `12/40 trials`, or `12 trials` when there is no target. */
export function trialCount({ finished, target }: ProgressSnapshot): string {
  if (target !== null) return `${finished}/${target} trials`
  return finished === 1 ? '1 trial' : `${finished} trials`
}

/** What there is to say beside the bar, most important first: best value, speed, time, and what went wrong. */
export function progressFacts(snapshot: ProgressSnapshot): readonly string[] {
  const { best, trialsPerSecond, secondsLeft, pruned, failed, elapsedSeconds, end } = snapshot
  return [
    ...(best === null ? [] : [`best ${formatNumber(best.value)} (trial ${best.number})`]),
    ...(trialsPerSecond === null ? [] : [formatSpeed(trialsPerSecond)]),
    end === null ? timeFact(elapsedSeconds, secondsLeft) : `${endWord[end]} after ${formatDuration(elapsedSeconds)}`,
    ...(pruned === 0 ? [] : [`${pruned} pruned`]),
    ...(failed === 0 ? [] : [`${failed} failed`]),
  ]
}

/** The whole progress in one line. */
export function progressLine(snapshot: ProgressSnapshot, barWidth = 20): string {
  const { fraction } = snapshot
  const percent = fraction === null ? '' : ` ${String(Math.floor(fraction * 100)).padStart(3)} %`
  return [`${textBar(fraction, barWidth)}${percent}`, trialCount(snapshot), ...progressFacts(snapshot)].join(' · ')
}

/** How a run ended, in words. */
export const endWord: Readonly<Record<OptimizeEnd, string>> = {
  trials: 'done',
  timeout: 'time is up',
  rule: 'goal of a rule met',
  stopped: 'stopped',
  exhausted: 'everything tried',
  aborted: 'interrupted',
  error: 'ended by an error',
}

function timeFact(elapsed: number, left: number | null): string {
  return left === null ? `${formatDuration(elapsed)} so far` : `${formatDuration(left)} left`
}

/** `12 trials/s`, or for slow trials the time that one takes. */
export function formatSpeed(perSecond: number): string {
  if (perSecond >= 0.1) return `${formatNumber(Number(perSecond.toPrecision(2)))} trials/s`
  return `${formatDuration(1 / perSecond)} per trial`
}
