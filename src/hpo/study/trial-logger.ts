import { badArgument, checkFunction, checkOptionNames } from '../../base/check-argument.ts'
import { formatNumber } from '../../base/number-format.ts'
import type { OptimizeStart, StudyObserver } from '../core/study-observer.ts'
import type { TrialRecord } from '../core/trial-record.ts'

/** How much is told: every report, every trial, only failures, nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'silent'

export interface TrialLoggerOptions {
  /** Default: `info`. */
  readonly level?: LogLevel
  /** Takes one line. Default: the process's error stream, so that results and log can be told apart. */
  readonly log?: (line: string) => void
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'silent']

/**
 * Writes a line for what happens in a study: `study.observe(trialLogger({ level: 'debug' }))`. Lines read like
 * `burgers · trial 7: 0.0123 (best 0.0101 in trial 4) · lr 3.2e-4, depth 5`.
 */
export function trialLogger(options: TrialLoggerOptions = {}): Partial<StudyObserver> {
  checkOptionNames('trialLogger', options, ['level', 'log'])
  const { level = 'info', log = toErrorStream } = options
  if (!levels.includes(level))
    throw badArgument({ call: 'trialLogger', what: 'the level', value: level, allowed: levels.join(', ') })
  checkFunction({ call: 'trialLogger', what: 'log', value: log })
  let study: OptimizeStart['study'] | null = null
  let best: TrialRecord | null = null
  const tells = (wanted: LogLevel): boolean => levels.indexOf(level) <= levels.indexOf(wanted)
  const say = (wanted: LogLevel, text: string): void => {
    if (tells(wanted)) log(`${study?.name ?? 'study'} · ${text}`)
  }
  return {
    started(start) {
      study = start.study
      best = null
    },
    trialStarted: (number) => say('debug', `trial ${number} started`),
    reported: (number, step, value) => say('debug', `trial ${number} step ${step}: ${formatNumber(value)}`),
    trialFinished(trial) {
      if (trial.state === 'complete' && isBetter(study, trial, best)) best = trial
      say(trial.state === 'fail' ? 'warn' : 'info', line(trial, best))
    },
    finished: ({ reason, because }) => say('info', `ended: ${because ?? reason}`),
  }
}

function toErrorStream(text: string): void {
  process.stderr.write(`${text}\n`)
}

function isBetter(study: OptimizeStart['study'] | null, trial: TrialRecord, best: TrialRecord | null): boolean {
  if (study === null || study.directions.length > 1 || best === null) return study?.directions.length === 1
  const sign = study.directions[0] === 'minimize' ? 1 : -1
  return sign * trial.values![0] < sign * best.values![0]
}

function line(trial: TrialRecord, best: TrialRecord | null): string {
  const values = (trial.values ?? []).map(formatNumber).join(', ')
  const outcome =
    trial.state === 'complete' ? values : trial.state === 'pruned' ? `pruned at ${values}` : failure(trial)
  const standing = best === null ? '' : ` (best ${formatNumber(best.values![0])} in trial ${best.number})`
  const params = Object.entries(trial.params).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? formatNumber(value) : String(value)}`,
  )
  return `trial ${trial.number}: ${outcome}${standing}${params.length === 0 ? '' : ` · ${params.join(', ')}`}`
}

function failure({ systemAttrs }: TrialRecord): string {
  const reason = systemAttrs['ansatz:fail_reason']
  return typeof reason === 'string' ? `failed: ${reason}` : 'failed'
}
