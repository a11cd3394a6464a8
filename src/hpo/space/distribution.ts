import type { Rng } from '../../base/rng.ts'

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

/** How many different values a distribution holds: 1 for a single value, `Infinity` for a continuous range. */
export function cardinality(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'categorical':
      return distribution.choices.length
    case 'int':
      return Math.floor((distribution.high - distribution.low) / distribution.step) + 1
    case 'float':
      if (distribution.low === distribution.high) return 1
      if (distribution.step === null) return Number.POSITIVE_INFINITY
      return Math.floor((distribution.high - distribution.low) / distribution.step + 1e-9) + 1
  }
}

/** Whether `value` is one that the distribution can give (for a stepped float: on its grid up to rounding). */
export function contains(distribution: Distribution, value: unknown): boolean {
  if (distribution.kind === 'categorical') return distribution.choices.some((choice) => sameChoice(choice, value))
  if (typeof value !== 'number' || !(value >= distribution.low && value <= distribution.high)) return false
  if (distribution.step === null) return true
  const steps = (value - distribution.low) / distribution.step
  return Math.abs(steps - Math.round(steps)) < 1e-8
}

/** The number that Optuna's storage keeps for `value`: the value itself, or the index of a choice. */
export function toInternal(distribution: Distribution, value: ParamValue): number {
  if (distribution.kind !== 'categorical') return value as number
  return distribution.choices.findIndex((choice) => sameChoice(choice, value))
}

/** The value that an internal number stands for; the inverse of `toInternal`. */
export function fromInternal(distribution: Distribution, internal: number): ParamValue {
  switch (distribution.kind) {
    case 'categorical':
      return distribution.choices[internal]!
    case 'int':
      return Math.round(internal)
    case 'float':
      return internal
  }
}

/** A draw that is uniform on the distribution's own scale. Every value of a stepped range is equally likely. */
export function sampleUniform(distribution: Distribution, rng: Rng): ParamValue {
  if (distribution.kind === 'categorical') return distribution.choices[rng.integer(distribution.choices.length)]!
  const { low, high } = numericBounds(distribution)
  return onGrid(distribution, fromScale(distribution, low + (high - low) * rng.uniform()))
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
  const last = Math.floor((high - low) / step + 1e-9)
  const index = Math.min(last, Math.max(0, Math.round((value - low) / step)))
  // The product, not a running sum: the grid point is then the same number however it was reached.
  return Math.min(high, Number((low + index * step).toPrecision(15)))
}

/** Two choices are one when they are equal, and NaN equals itself; 1 and true are different. */
function sameChoice(a: ParamValue, b: unknown): boolean {
  return Object.is(a, b) || a === b
}
