import type { SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params, ParamValue } from '../../space/distribution.ts'
import { type Axis, coordinateOf } from './axis.ts'
import type { KernelTable } from './kernel-table.ts'
import { ranParams } from './ran-params.ts'

/** Whether a point may be suggested, given by the code of each axis as a value. */
export type Accept = (values: readonly ParamValue[]) => boolean

/**
 * What speaks against a candidate: that the declared space forbids the trial that it would make, or, with
 * `avoidDuplicates` and where no axis is continuous, that a trial has been there. Null when nothing can.
 */
export function acceptable(
  table: KernelTable,
  request: SuggestRequest,
  { avoidDuplicates }: { readonly avoidDuplicates: boolean },
): Accept | null {
  const { axes } = table
  const { declared, trial, history } = request
  const isDiscrete = avoidDuplicates && axes.every(({ kind }) => kind !== 'continuous')
  const isBound = declared !== null && declared.allowsAll !== true
  if (!isBound && !isDiscrete) return null
  return (values) => {
    const params = { ...trial.fixed, ...Object.fromEntries(axes.map(({ name }, j) => [name, values[j]])) }
    if (isBound && !declared.allows(params)) return false
    return !isDiscrete || !isTried(table, { values, params, trials: history.trials })
  }
}

interface Point {
  readonly values: readonly ParamValue[]
  /** With what the trial has already. */
  readonly params: Params
  readonly trials: readonly TrialRecord[]
}

/** Whether a trial of the table had these parameters and no others. */
function isTried(table: KernelTable, { values, params, trials }: Point): boolean {
  const { axes, centers } = table
  const point = axes.map((axis: Axis, j) => coordinateOf(axis, values[j]))
  for (let row = 1; row < table.rows; row++) {
    let j = 0
    while (j < axes.length && centers[row * axes.length + j] === point[j]) j++
    if (j === axes.length && isPartOf(ranParams(trials[table.positionOf(row)]), params)) return true
  }
  return false
}

function isPartOf(part: Readonly<Record<string, unknown>>, whole: Params): boolean {
  return Object.keys(part).every((name) => Object.hasOwn(whole, name) && Object.is(part[name], whole[name]))
}
