import { badArgument, checkFunction, checkOptionNames } from '../../base/check-argument.ts'
import { createRng, type Rng, type Seed } from '../../base/rng.ts'
import type { Direction } from '../core/direction.ts'
import type { Objective } from './study.ts'
import type { Trial } from './trials/trial.ts'

/**
 * How an input deviates when it is used: by a normal law of this standard deviation, or evenly up to this far to either
 * side, both in the units of the parameter, or as a function draws it.
 */
export type InputNoise<Value> =
  { readonly normal: number } | { readonly uniform: number } | ((value: Value, rng: Rng) => Value)

export interface RobustOptions<P> {
  /** What is uncertain, by name; the others are used as they are. At least one. */
  readonly noise: { readonly [Name in keyof P]?: InputNoise<P[Name]> }
  /**
   * What is optimised of the values that the deviations lead to:
   *
   * - `meanVariance`: their mean, made worse by `weight` times their variance;
   * - `valueAtRisk`: the value that only a share of 1 − `level` of them is worse than;
   * - `conditionalValueAtRisk` (default): the mean of that worst share.
   */
  readonly measure?: 'meanVariance' | 'valueAtRisk' | 'conditionalValueAtRisk'
  /** In (0, 1), default 0.9; values at risk close to 1 need many samples. */
  readonly level?: number
  /** ≥ 0, default 1, in units of one over the objective's. */
  readonly weight?: number
  /** How often the objective is called for each trial; a whole number ≥ 2, default 16. */
  readonly samples?: number
  /** That of the study: which values are the worse ones. Default `minimize`. */
  readonly direction?: Direction
  /** Of the deviations, which are the same for every trial, so that trials compare. Default 0. */
  readonly seed?: Seed
}

const measures = ['meanVariance', 'valueAtRisk', 'conditionalValueAtRisk'] as const

/**
 * An objective for inputs that are not met exactly, such as tolerances of production or sensor noise: it is called with
 * deviating parameters, and the study optimises how bad that gets.
 *
 * ```ts
 * await study.optimize(space, robust(({ angle, speed }) => drag(angle, speed), {
 *   noise: { angle: { normal: 0.5 }, speed: { uniform: 2 } },
 *   measure: 'valueAtRisk', level: 0.95, samples: 32,
 * }), { trials: 50 })
 * ```
 *
 * Deviating values may leave the range of their parameter; values that the space derives are not computed anew. One value
 * that is NaN fails the trial. The objective must not report. The mean, standard deviation and worst value are kept as the
 * trial's attribute `robust`. Works with any sampler, whereas Optuna Hub's `value_at_risk` and `mvas` are samplers of their
 * own, which trust a model instead of calling the objective again.
 *
 * Conditional value at risk: Rockafellar and Uryasev 2000, "Optimization of conditional value-at-risk", eq. 9.
 *
 * @throws InputError `base/bad-argument`, `base/unknown-option`; in the trial, for an objective that gives no number
 */
export function robust<P extends object>(
  objective: (params: P, trial: Trial<P>) => number | Promise<number>,
  options: RobustOptions<P>,
): Objective<P> {
  checkFunction({ call: 'robust', what: 'the objective', value: objective })
  const settings = checked(options)
  const deviations = Object.entries(settings.noise) as [keyof P & string, InputNoise<unknown>][]
  const streams = Array.from({ length: settings.samples }, (_, at) => createRng(settings.seed).fork('robust', at))
  const sign = settings.direction === 'minimize' ? 1 : -1
  return async (params, trial) => {
    const losses: number[] = []
    for (const stream of streams) {
      const used = { ...params } as Record<string, unknown>
      for (const [name, noise] of deviations) used[name] = deviate(name, used[name], { noise, rng: stream.fork(name) })
      const value: unknown = await objective(used as P, trial)
      if (typeof value !== 'number') throw refused('the result of the objective', value, 'a number')
      losses.push(sign * value)
    }
    const risk = losses.some(Number.isNaN) ? Number.NaN : riskOf(losses, settings)
    const { mean, variance } = moments(losses)
    const attrs = { robust: { mean: sign * mean, deviation: Math.sqrt(variance), worst: sign * Math.max(...losses) } }
    return { values: sign * risk, attrs }
  }
}

type Settings<P> = Required<RobustOptions<P>>

function checked<P>(options: RobustOptions<P>): Settings<P> {
  const names = ['noise', 'measure', 'level', 'weight', 'samples', 'direction', 'seed']
  checkOptionNames('robust', options, names)
  const { noise, measure = 'conditionalValueAtRisk', level = 0.9, weight = 1, samples = 16 } = options
  const { direction = 'minimize', seed = 0 } = options
  checkNoises(noise)
  checkMeasure({ measure, level, weight })
  if (!(Number.isSafeInteger(samples) && samples >= 2)) {
    throw refused('the number of samples', samples, 'a whole number, at least 2')
  }
  if (direction !== 'minimize' && direction !== 'maximize') {
    throw refused('the direction', direction, "'minimize' or 'maximize'")
  }
  return { noise, measure, level, weight, samples, direction, seed }
}

function checkMeasure({ measure, level, weight }: Pick<Settings<unknown>, 'measure' | 'level' | 'weight'>): void {
  if (!measures.includes(measure)) throw refused('the measure', measure, measures.join(', '))
  if (!(typeof level === 'number' && level > 0 && level < 1)) {
    throw refused('the level', level, 'a number above 0 and below 1')
  }
  if (!(typeof weight === 'number' && weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
    throw refused('the weight', weight, 'a number, at least 0')
  }
}

function checkNoises(noise: unknown): void {
  const entries = typeof noise === 'object' && noise !== null && !Array.isArray(noise) ? Object.entries(noise) : []
  if (entries.length === 0) {
    throw refused('the noise', noise, 'an object with at least one parameter, as { angle: { normal: 0.5 } }')
  }
  for (const [name, one] of entries) checkNoise(name, one)
}

function checkNoise(name: string, noise: unknown): void {
  if (typeof noise === 'function') return
  const entries = typeof noise === 'object' && noise !== null ? Object.entries(noise) : []
  const isKnown = entries.length === 1 && (entries[0][0] === 'normal' || entries[0][0] === 'uniform')
  const width: unknown = entries[0]?.[1]
  if (isKnown && typeof width === 'number' && width > 0 && width < Number.POSITIVE_INFINITY) return
  const allowed = '{ normal: deviation } or { uniform: radius } above 0, or a function'
  throw refused(`the noise of ${name}`, noise, allowed)
}

function refused(what: string, value: unknown, allowed: string) {
  return badArgument({ call: 'robust', what, value, allowed })
}

interface Deviation {
  readonly noise: InputNoise<unknown>
  readonly rng: Rng
}

function deviate(name: string, value: unknown, { noise, rng }: Deviation): unknown {
  if (typeof noise === 'function') return noise(value, rng)
  if (typeof value !== 'number') throw refused(`the parameter ${name}, which has noise`, value, 'a number')
  return value + ('normal' in noise ? noise.normal * rng.normal() : noise.uniform * (2 * rng.uniform() - 1))
}

/** Of losses: larger is worse. */
function riskOf<P>(losses: readonly number[], { measure, level, weight }: Settings<P>): number {
  if (measure === 'meanVariance') {
    const { mean, variance } = moments(losses)
    return mean + weight * variance
  }
  const sorted = losses.toSorted((a, b) => a - b)
  const atRisk = sorted[Math.ceil(level * sorted.length) - 1]
  if (measure === 'valueAtRisk' || !Number.isFinite(atRisk)) return atRisk
  const beyond = losses.reduce((sum, loss) => sum + Math.max(0, loss - atRisk), 0)
  return atRisk + beyond / ((1 - level) * losses.length)
}

function moments(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length }
}
