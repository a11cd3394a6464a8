import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { badParams, badScale, badTarget, badTargetName, noStudy, unknownOption, unknownParam } from './messages.ts'
import type { Plot } from './plot.ts'

/** What to draw on the objective's axis: the objective with this index, or a number computed from a complete trial. */
type TargetOption = number | ((trial: TrialRecord) => number)

export interface PlotOptions {
  /** Default: the only objective. A study with several objectives needs it. */
  readonly target?: TargetOption
  /** The name and unit at the axis, for example `relative L2 error`. Default `Objective value`. */
  readonly targetName?: string
  /** The parameters to draw, in this order. Default: all, in order of appearance, as far as they fit. */
  readonly params?: readonly string[]
  /** The objective's axis. Default `auto`: logarithmic when all values are positive and span a factor of 100 or more. */
  readonly scale?: ScaleOption
}

type ScaleOption = 'auto' | 'linear' | 'log'

/** Draws one figure of a study. @throws InputError `plots/…` for options that do not fit the study */
export type PlotBuilder = (study: StudyView, options?: PlotOptions) => Plot

const known: Record<keyof PlotOptions, true> = { target: true, targetName: true, params: true, scale: true }
const scales: readonly unknown[] = ['auto', 'linear', 'log'] satisfies readonly ScaleOption[]

/** Rejects what cannot be drawn, with the reason. What is fine, it leaves alone. */
export function checkPlotCall(study: StudyView, options: PlotOptions): void {
  if (!Array.isArray(study?.trials) || !Array.isArray(study.directions)) throw noStudy(study)
  for (const key of Object.keys(options)) if (!(key in known)) throw unknownOption(key, Object.keys(known))
  checkTarget(study, options.target)
  if (options.targetName !== undefined && typeof options.targetName !== 'string')
    throw badTargetName(options.targetName)
  if (options.scale !== undefined && !scales.includes(options.scale)) throw badScale(options.scale)
  if (options.params !== undefined) checkParams(study, options.params)
}

function checkTarget(study: StudyView, target: unknown): void {
  const objectives = study.directions.length
  if (typeof target === 'function') return
  if (target === undefined) {
    if (objectives > 1) throw badTarget(undefined, objectives)
    return
  }
  const valid = typeof target === 'number' && Number.isInteger(target) && target >= 0 && target < objectives
  if (!valid) throw badTarget(target, objectives)
}

function checkParams(study: StudyView, params: unknown): void {
  if (!Array.isArray(params) || params.length === 0 || params.some((name) => typeof name !== 'string')) {
    throw badParams(params)
  }
  const names = new Set(study.trials.flatMap((trial) => Object.keys(trial.distributions)))
  // A study that has not started knows no parameter yet: a live plot begins there.
  if (names.size === 0) return
  for (const name of params) if (!names.has(name)) throw unknownParam(name, [...names])
}
