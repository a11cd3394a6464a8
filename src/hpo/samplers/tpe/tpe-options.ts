import { z } from 'zod'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { badGamma, badWeights } from '../messages.ts'
import { gamma } from './gamma.ts'
import { recencyWeights } from './recency-weights.ts'

/** How TPE is tuned. The defaults are those of Optuna 5.0 and fit most studies. */
export interface TpeOptions {
  /** Trials drawn at random before the model is used, counted when complete or pruned; a whole number ≥ 0, default 10. */
  readonly nStartupTrials?: number
  /**
   * How those are drawn: 'random', each parameter alone (default); 'qmc', evenly over the space; or 'latinHypercube', so
   * that they show `nStartupTrials` different values of each parameter.
   */
  readonly startup?: 'random' | 'qmc' | 'latinHypercube'
  /** Points drawn from the good trials' density, of which the best becomes the suggestion; a whole number ≥ 1, default 24. */
  readonly nEiCandidates?: number
  /**
   * Models all parameters together, so that it sees how they interact; `false` models each alone. Default: true for one
   * objective, false for several.
   */
  readonly multivariate?: boolean
  /**
   * In define-by-run studies: models parameters together that always occur together, also when some trials lack them;
   * default true. `false` does so only for the parameters that every trial has. Declared spaces need no such guess.
   */
  readonly group?: boolean
  /**
   * Where no parameter is continuous: passes over points that a complete, pruned or running trial has had, as long as
   * there are others; default true. Turn it off when the objective is noisy and repeating a point is worth it.
   */
  readonly avoidDuplicates?: boolean
  /** Takes running trials for bad ones, so that parallel workers keep apart; default true. */
  readonly constantLiar?: boolean
  /** Weight of the uninformed kernel, where a recent trial has 1; ≥ 0, default 1. */
  readonly priorWeight?: number
  /**
   * How many of `finished` trials count as good: a share in (0, 1], rounded up, or a function. Default: a tenth rounded
   * up, at most 25 with one objective.
   */
  readonly gamma?: number | ((finished: number) => number)
  /**
   * Weights of `trials` observations, oldest first; default 1 for the 25 newest, falling to 1/n for older ones. With
   * several objectives the good trials all weigh 1.
   */
  readonly weights?: (trials: number) => ArrayLike<number>
}

export interface TpeSettings extends Required<Omit<TpeOptions, 'multivariate' | 'gamma'>> {
  /** Undefined: as the number of objectives suggests. */
  readonly multivariate: boolean | undefined
  readonly gamma: (finished: number, objectives: number) => number
}

const flag = z.boolean('true or false')
const priorWeight = z.number('a number, at least 0').min(0, 'a number, at least 0')
const share = z.number('a share above 0 and up to 1, or a function').gt(0).max(1)
const callback = <F>(allowed: string) => z.custom<F>((value) => typeof value === 'function', allowed)

const schema = z.strictObject({
  nStartupTrials: wholeNumber(0).default(10),
  startup: z.enum(['random', 'qmc', 'latinHypercube'], 'random, qmc or latinHypercube').default('random'),
  nEiCandidates: wholeNumber(1).default(24),
  multivariate: flag.optional(),
  group: flag.default(true),
  avoidDuplicates: flag.default(true),
  constantLiar: flag.default(true),
  priorWeight: priorWeight.default(1),
  gamma: z
    .union(
      [share, callback<(finished: number) => number>('')],
      'a share above 0 and up to 1, or a function from the number of finished trials to that of good ones',
    )
    .optional(),
  weights: callback<TpeSettings['weights']>('a function from a number of trials to as many weights').optional(),
})

/**
 * The options with defaults. The functions among them are wrapped, so that a bad result is reported when it occurs.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function tpeSettings(options: TpeOptions | undefined): TpeSettings {
  const parsed = parseOptions(schema, options, { kind: 'sampler', name: 'tpe' })
  return {
    ...parsed,
    multivariate: parsed.multivariate,
    gamma: gammaSetting(parsed.gamma),
    weights: parsed.weights === undefined ? recencyWeights : checkedWeights(parsed.weights),
  }
}

function gammaSetting(given: TpeOptions['gamma']): TpeSettings['gamma'] {
  if (given === undefined) return gamma
  return typeof given === 'number' ? (finished) => Math.ceil(given * finished) : checkedGamma(given)
}

function checkedGamma(ask: (finished: number) => number): TpeSettings['gamma'] {
  return (finished) => {
    const count = ask(finished)
    if (Number.isInteger(count) && count >= 0) return count
    throw badGamma(count, finished)
  }
}

function checkedWeights(ask: TpeSettings['weights']): TpeSettings['weights'] {
  return (trials) => {
    const weights: unknown = ask(trials)
    if (isWeights(weights, trials)) return weights
    throw badWeights(weights, trials)
  }
}

function isWeights(weights: unknown, trials: number): weights is ArrayLike<number> {
  return (
    (Array.isArray(weights) || weights instanceof Float64Array) &&
    weights.length === trials &&
    weights.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    weights.some((weight) => weight > 0)
  )
}
