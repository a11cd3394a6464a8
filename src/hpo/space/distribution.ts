import { badArgument } from '../../base/check-argument.ts'
import { describeValue } from '../../base/errors.ts'
import type { Rng } from '../../base/rng.ts'
import { gridPoint, lastGridPoint } from './decimal-grid.ts'
import * as messages from './messages.ts'
import { checkParameterName } from './parameter-name.ts'

/** A value that one parameter can take; what Optuna can store. */
export type ParamValue = number | string | boolean | null

/** Real numbers in [low, high]; on a logarithmic scale with `log`, on the grid low, low + step, … with `step`. */
export interface FloatDistribution {
  readonly kind: 'float'
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly step: number | null
}

/** Whole numbers low, low + step, … ≤ high. With `log`, `step` is 1. */
export interface IntDistribution {
  readonly kind: 'int'
  readonly low: number
  readonly high: number
  readonly log: boolean
  readonly step: number
}

/** One of `choices`, without order. */
export interface CategoricalDistribution {
  readonly kind: 'categorical'
  readonly choices: readonly ParamValue[]
}

/** The kind, range and scale of one parameter. Make one with `floatDistribution` and its siblings, which validate. */
export type Distribution = FloatDistribution | IntDistribution | CategoricalDistribution

/** Parameters by name, in the order in which they are suggested. */
export type SearchSpace = ReadonlyMap<string, Distribution>

/** Parameter values by name. */
export type Params = Readonly<Record<string, ParamValue>>

/** The range of a float parameter as callers write it. */
export interface FloatRange {
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  readonly step?: number | null | undefined
}

/** The range of an int parameter as callers write it; `step` is 1 unless given. */
export interface IntRange {
  readonly low: number
  readonly high: number
  readonly log?: boolean | undefined
  readonly step?: number | undefined
}

/**
 * A validated float distribution. With `step`, high moves down to the last grid point, computed in decimals as Optuna
 * does. A range of one value (low = high) is allowed, because programs compute bounds.
 *
 * @throws InputError `space/bad-name`, `space/non-finite`, `space/bad-range`, `space/bad-log-range`, `space/bad-step`
 */
export function floatDistribution(name: string, range: FloatRange): FloatDistribution {
  checkParameterName(name)
  return checkedFloat(messages.parameter(name), range)
}

/**
 * A validated int distribution. With `step`, high moves down to the last grid point.
 *
 * @throws InputError as `floatDistribution`, and `space/not-whole`
 */
export function intDistribution(name: string, range: IntRange): IntDistribution {
  checkParameterName(name)
  return checkedInt(messages.parameter(name), range)
}

/**
 * A validated choice among storable values. NaN and the infinities may be chosen, 1 and true are different.
 *
 * @throws InputError `space/bad-name`, `space/empty-choice`, `space/bad-choice`, `space/duplicate-choice`
 */
export function categoricalDistribution(name: string, choices: readonly ParamValue[]): CategoricalDistribution {
  checkParameterName(name)
  return checkedCategorical(messages.parameter(name), choices)
}

/** `floatDistribution` for callers that know no name yet: `subject` is what an error speaks of. */
export function checkedFloat(subject: string, range: FloatRange): FloatDistribution {
  const low = finite(subject, 'low', range.low)
  const high = finite(subject, 'high', range.high)
  const { log = false, step = null } = range
  if (low > high) throw messages.badRange(subject, { low, high })
  if (log && low <= 0) throw messages.badLogRange(subject, low, 'above 0')
  if (step === null) return Object.freeze({ kind: 'float', low, high, log, step })
  if (log) throw messages.badStep(subject, step, 'no step on a logarithmic scale')
  if (!(finite(subject, 'step', step) > 0)) throw messages.badStep(subject, step, 'steps above 0')
  if (!((high - low) / step < Number.MAX_SAFE_INTEGER))
    throw messages.badStep(subject, step, 'at most 2^53 grid points')
  return Object.freeze({ kind: 'float', low, high: lastGridPoint(low, high, step), log, step })
}

/** `intDistribution` for callers that know no name yet. */
export function checkedInt(subject: string, range: IntRange): IntDistribution {
  const low = whole(subject, 'low', range.low)
  const high = whole(subject, 'high', range.high)
  const step = whole(subject, 'step', range.step ?? 1)
  const { log = false } = range
  if (low > high) throw messages.badRange(subject, { low, high })
  if (log && low < 1) throw messages.badLogRange(subject, low, '1 or more')
  if (step < 1) throw messages.badStep(subject, step, 'steps of 1 or more')
  if (log && step !== 1) throw messages.badStep(subject, step, 'only step 1 on a logarithmic scale')
  if (!Number.isSafeInteger(high - low)) throw messages.notWhole(subject, 'the width', high - low)
  return Object.freeze({ kind: 'int', low, high: high - ((high - low) % step), log, step })
}

/** `categoricalDistribution` for callers that know no name yet. */
export function checkedCategorical(subject: string, choices: readonly ParamValue[]): CategoricalDistribution {
  if (!Array.isArray(choices))
    throw badArgument({
      call: subject,
      what: 'its choices',
      value: choices,
      allowed: 'a list of texts, numbers, true, false or null',
    })
  if (choices.length === 0) throw messages.emptyChoice(subject)
  // Sets compare as `sameChoice` does: NaN equals itself, 0 equals -0, 1 and true differ.
  const seen = new Set<ParamValue>()
  for (const choice of choices) {
    if (!isParamValue(choice)) throw messages.badChoice(subject, choice)
    if (seen.has(choice)) throw messages.duplicateChoice(subject, choice)
    seen.add(choice)
  }
  return Object.freeze({
    kind: 'categorical',
    choices: Object.freeze(choices.map((choice) => (choice === 0 ? 0 : choice))),
  })
}

/** Whether a value is of a type that storages keep. */
export function isParamValue(value: unknown): value is ParamValue {
  return value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

/** The values of a distribution in words, for error texts: `a number from 0.85 to 0.99`. */
export function describeDistribution(distribution: Distribution): string {
  if (distribution.kind === 'categorical') return `one of ${distribution.choices.map(describeValue).join(', ')}`
  const { kind, low, high, log, step } = distribution
  const noun = kind === 'int' ? 'a whole number' : 'a number'
  const grid = step === null || (kind === 'int' && step === 1) ? '' : ` in steps of ${step}`
  return `${noun} from ${low} to ${high}${grid}${log ? ' (logarithmic scale)' : ''}`
}

/** How many different values a distribution holds: 1 for a single value, `Infinity` for a continuous range. */
export function cardinality(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'categorical':
      return distribution.choices.length
    case 'int':
      return lastIndex(distribution) + 1
    case 'float':
      if (distribution.low === distribution.high) return 1
      return distribution.step === null ? Number.POSITIVE_INFINITY : lastIndex(distribution) + 1
  }
}

/** The value of a distribution that holds no other. */
export function onlyValue(distribution: Distribution): ParamValue {
  return distribution.kind === 'categorical' ? distribution.choices[0] : distribution.low
}

/** Whether `value` is one that the distribution can give (for a stepped float: on its grid up to rounding). */
export function contains(distribution: Distribution, value: unknown): boolean {
  if (distribution.kind === 'categorical') return distribution.choices.some((choice) => sameChoice(choice, value))
  if (typeof value !== 'number' || !(value >= distribution.low && value <= distribution.high)) return false
  if (distribution.kind === 'int') {
    return Number.isInteger(value) && (value - distribution.low) % distribution.step === 0
  }
  return distribution.step === null || isWholeSteps(distribution, value)
}

/**
 * The number that Optuna's storage keeps for `value`: the value itself, or the index of a choice.
 *
 * @throws InputError `space/invalid-value` for a value that is no choice, or no number
 */
export function toInternal(distribution: Distribution, value: ParamValue): number {
  if (distribution.kind === 'categorical') {
    const index = distribution.choices.findIndex((choice) => sameChoice(choice, value))
    if (index !== -1) return index
  } else if (typeof value === 'number') return value
  throw messages.notInDistribution(value, describeDistribution(distribution))
}

/**
 * The value that an internal number stands for; the inverse of `toInternal`.
 *
 * @throws InputError `space/invalid-value` for an index without a choice
 */
export function fromInternal(distribution: Distribution, internal: number): ParamValue {
  switch (distribution.kind) {
    case 'categorical': {
      const choice = distribution.choices[internal]
      if (choice !== undefined) return choice
      throw messages.notInDistribution(internal, `the index of ${describeDistribution(distribution)}`)
    }
    case 'int':
      return Math.round(internal)
    case 'float':
      return internal
  }
}

/** A draw that is uniform on the distribution's own scale. Every value of a stepped range is equally likely. */
export function sampleUniform(distribution: Distribution, rng: Rng): ParamValue {
  return valueAtShare(distribution, rng.uniform())
}

/** The value that has `share` of the distribution below it, 0 ≤ share < 1: a uniform share makes a uniform draw. */
export function valueAtShare(distribution: Distribution, share: number): ParamValue {
  if (distribution.kind === 'categorical') return distribution.choices[Math.floor(share * distribution.choices.length)]
  if (distribution.step !== null && !distribution.log) {
    return pointAt(distribution, Math.floor(share * (lastIndex(distribution) + 1)))
  }
  const { low, high } = numericBounds(distribution)
  // Weighted ends, not low + share·(high − low): the difference of two large bounds would be infinite.
  return onGrid(distribution, fromScale(distribution, low * (1 - share) + high * share))
}

export type NumericDistribution = FloatDistribution | IntDistribution

/**
 * The interval in which samplers work: the log of the range for log scales, widened by half a step at both ends for
 * stepped ranges, so that the outermost grid points get the same share as the others (Optuna, `_SearchSpaceTransform`).
 */
export function numericBounds(distribution: NumericDistribution): { readonly low: number; readonly high: number } {
  const half = (distribution.step ?? 0) / 2
  return { low: toScale(distribution, distribution.low - half), high: toScale(distribution, distribution.high + half) }
}

/** A value on the sampler's scale: its logarithm for log scales. */
export function toScale(distribution: NumericDistribution, value: number): number {
  return distribution.log ? Math.log(value) : value
}

/** The inverse of `toScale`; the result may still lie off the grid or out of range. */
export function fromScale(distribution: NumericDistribution, scaled: number): number {
  return distribution.log ? Math.exp(scaled) : scaled
}

/** The nearest value that the distribution can give: rounded to the grid, clipped to the range. */
export function onGrid(distribution: NumericDistribution, value: number): number {
  const { low, high, step } = distribution
  if (step === null) return Math.min(high, Math.max(low, value))
  return pointAt(distribution, Math.min(lastIndex(distribution), Math.max(0, Math.round((value - low) / step))))
}

/** Grid point number `index`: always the same double, however the point was reached. */
function pointAt(distribution: NumericDistribution, index: number): number {
  const { low, high, step } = distribution
  if (index === 0 || step === null) return low
  if (distribution.kind === 'int') return low + index * step
  return Math.min(high, Math.max(low, gridPoint(low, step, index)))
}

/** The index of the last grid point; the first is 0. */
function lastIndex(distribution: NumericDistribution): number {
  const { low, high, step } = distribution
  if (step === null) return 0
  const steps = (high - low) / step
  return distribution.kind === 'float' && isWholeSteps(distribution, high) ? Math.round(steps) : Math.floor(steps)
}

/**
 * Whether `value` lies on the grid, up to rounding. The tolerance is Optuna's 1e-8 steps, or what four roundings of
 * `value` and low amount to when the step is that fine: without this, grid points far from zero are refused.
 */
function isWholeSteps({ low, step }: FloatDistribution, value: number): boolean {
  if (step === null) return true
  const steps = (value - low) / step
  const rounding = (4 * Number.EPSILON * (Math.abs(value) + Math.abs(low))) / step
  return Math.abs(steps - Math.round(steps)) < Math.max(1e-8, rounding)
}

/** Two choices are one when they are equal, and NaN equals itself; 1 and true are different. */
export function sameChoice(a: ParamValue, b: unknown): boolean {
  return Object.is(a, b) || a === b
}

function finite(subject: string, what: string, value: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw messages.notFinite(subject, what, value)
  return value + 0 // −0 becomes 0
}

function whole(subject: string, what: string, value: number): number {
  finite(subject, what, value)
  if (!Number.isSafeInteger(value)) throw messages.notWhole(subject, what, value)
  return value + 0
}
