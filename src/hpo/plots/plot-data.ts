import { formatNumber } from '../../base/number-format.ts'
import { isFeasible } from '../core/constraints.ts'
import { compareValues, type Direction } from '../core/direction.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { targetThrew } from './messages.ts'
import type { PlotOptions } from './plot-options.ts'

/** A complete trial with the number that its mark stands at. */
export interface DrawnTrial {
  readonly trial: TrialRecord
  readonly value: number
  /** False when the trial violates a constraint: it is drawn, but cannot be the best. */
  readonly feasible: boolean
}

/** A study sorted by what becomes of each trial in a figure. Each list is in order of trial number. */
export interface PlotData {
  /** The name at the objective's axis. */
  readonly targetName: string
  /** Which way is better; null when the target is a function of the user's, of which nothing is known. */
  readonly direction: Direction | null
  readonly drawn: readonly DrawnTrial[]
  readonly pruned: readonly TrialRecord[]
  readonly failed: readonly TrialRecord[]
  readonly best: DrawnTrial | null
  /** Whether the objective's axis is logarithmic. */
  readonly log: boolean
  /** What the figure leaves out, one sentence each. */
  readonly notes: readonly string[]
}

/** Values from here on (`Number.MAX_VALUE` as a penalty, say) would flatten all others against the axis. */
const largestDrawn = 1e100
/** Axes become logarithmic from this ratio of largest to smallest value: two decades, about where a linear one hides half. */
const logFromRatio = 100

export function plotData(study: StudyView, options: PlotOptions): PlotData {
  const complete = study.trials.filter((trial) => trial.state === 'complete')
  const { target = 0 } = options
  const measured = complete.map((trial) => ({ trial, value: targetValue(trial, target), feasible: isFeasible(trial) }))
  const finite = measured.filter(({ value }) => Math.abs(value) < largestDrawn)
  const log = wantsLog(finite, options)
  const drawn = log ? finite.filter(({ value }) => value > 0) : finite
  const direction = typeof target === 'number' ? study.directions[target] : null
  return {
    targetName: options.targetName ?? defaultName(study, target),
    direction,
    drawn,
    pruned: study.trials.filter((trial) => trial.state === 'pruned'),
    failed: study.trials.filter((trial) => trial.state === 'fail'),
    best: direction === null ? null : bestOf(drawn, direction),
    log,
    notes: [
      ...hiddenNote(measured.length - finite.length, 'no finite value'),
      ...hiddenNote(finite.length - drawn.length, 'a value that is not positive (the axis is logarithmic)'),
    ],
  }
}

/** How the study stands, in one line: `best 0.0123 (trial 17) · 40 trials: 31 complete, 8 pruned, 1 failed`. */
export function summary(study: StudyView, data: PlotData): string {
  const count = (state: string): number => study.trials.filter((trial) => trial.state === state).length
  const parts = [
    [count('complete'), 'complete'],
    [count('pruned'), 'pruned'],
    [count('fail'), 'failed'],
    [count('running'), 'running'],
    [count('waiting'), 'waiting'],
  ] as const
  const states = parts.filter(([n]) => n > 0).map(([n, name]) => `${n} ${name}`)
  const total = `${study.trials.length} ${study.trials.length === 1 ? 'trial' : 'trials'}`
  const trials = states.length === 0 ? total : `${total}: ${states.join(', ')}`
  return data.best === null
    ? trials
    : `best ${formatNumber(data.best.value)} (trial ${data.best.trial.number}) · ${trials}`
}

/** The feasible trials that were better than all before them, in order of trial number; the last is the best. */
export function improvements(drawn: readonly DrawnTrial[], direction: Direction): readonly DrawnTrial[] {
  const steps: DrawnTrial[] = []
  for (const item of drawn) {
    const best = steps.at(-1)
    if (item.feasible && (best === undefined || compareValues(direction, item.value, best.value) < 0)) steps.push(item)
  }
  return steps
}

/** Worst first, so that good marks are drawn over bad ones; in order of trial number when nothing is known of better. */
export function compareDrawn({ direction }: PlotData): (a: DrawnTrial, b: DrawnTrial) => number {
  return direction === null
    ? (a, b) => a.trial.number - b.trial.number
    : (a, b) => -compareValues(direction, a.value, b.value)
}

function targetValue(trial: TrialRecord, target: NonNullable<PlotOptions['target']>): number {
  if (typeof target === 'number') return trial.values?.[target] ?? Number.NaN
  try {
    const value: unknown = target(trial)
    return typeof value === 'number' ? value : Number.NaN
  } catch (error) {
    throw targetThrew(trial.number, error)
  }
}

function wantsLog(finite: readonly DrawnTrial[], { scale = 'auto' }: PlotOptions): boolean {
  if (scale !== 'auto') return scale === 'log'
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const { value } of finite) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return low > 0 && high / low >= logFromRatio
}

function defaultName(study: StudyView, target: NonNullable<PlotOptions['target']>): string {
  if (typeof target === 'function') return target.name === '' || target.name === 'target' ? 'Target' : target.name
  return study.directions.length > 1 ? `Objective ${target}` : 'Objective value'
}

function bestOf(drawn: readonly DrawnTrial[], direction: Direction): DrawnTrial | null {
  return improvements(drawn, direction).at(-1) ?? null
}

function hiddenNote(count: number, reason: string): string[] {
  if (count === 0) return []
  return [
    count === 1 ? `1 complete trial is not drawn: ${reason}.` : `${count} complete trials are not drawn: ${reason}.`,
  ]
}

/** The newest intermediate value: how far a trial came before it ended. */
export function lastReport({ intermediateValues }: TrialRecord): string {
  const step = Math.max(...intermediateValues.keys())
  return Number.isFinite(step)
    ? `${formatNumber(intermediateValues.get(step)!)} at step ${step}`
    : 'before its first report'
}
