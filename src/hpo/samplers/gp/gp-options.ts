import { z } from 'zod'
import { numberFrom, wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'
import { type WarpName, warpNames } from './observations/observations.ts'
import { type KernelName, kernelNames } from './process/covariance.ts'
import { type LengthscalePrior, lengthscalePriors } from './process/hyperparameters.ts'

export const acquisitionNames = ['logEi', 'ei', 'pi', 'ucb', 'thompson'] as const

const startupNames = ['random', 'qmc', 'latinHypercube'] as const

export type StartupName = (typeof startupNames)[number]

export type AcquisitionName = (typeof acquisitionNames)[number]

/** How the Gaussian process is tuned. The defaults fit most studies of 20 to 300 trials. */
export interface GpOptions {
  /**
   * How fast the objective may change: Matérn covariances with ν = 5/2, 3/2, 1/2 from smooth to rough, or the very smooth
   * `rbf`; each parameter has a lengthscale of its own. Default `matern52`.
   */
  readonly kernel?: KernelName
  /**
   * How far the objective is expected to look alike before anything is known: `asRange`, about as far as the ranges reach,
   * or `byDimension`, farther the more parameters there are, which explores less and suits most objectives of five parameters
   * and more. Default `asRange`.
   */
  readonly lengthscales?: LengthscalePrior
  /**
   * What makes a point worth trying: the expected improvement (`logEi`, its logarithm; `ei` improves by at least `xi`), the
   * probability of improvement by `xi` (`pi`), mean plus `beta` deviations (`ucb`), or the best point of one draw from the
   * model (`thompson`). Studies with several objectives always use the expected hypervolume improvement. Default `logEi`.
   */
  readonly acquisition?: AcquisitionName
  /** Improvement that `ei` and `pi` ask for, in standard deviations of the values so far; ≥ 0, default 0.01. */
  readonly xi?: number
  /** Weight of the uncertainty in `ucb`; ≥ 0, default 2. */
  readonly beta?: number
  /** The objective gives the same value each time: the model passes through every value. Default false. */
  readonly deterministic?: boolean
  /**
   * Values scatter so much that the best one may be luck: improvement is measured from the best prediction, not from the
   * best value. Default false.
   */
  readonly noisy?: boolean
  /**
   * How values are changed for the model: `halfRank` keeps only the order of the worse half, for objectives with a few
   * terrible values beside which the good ones would look the same; `power` makes them as normal as it can (Box–Cox for
   * losses above 0, else Yeo–Johnson), for losses over several orders of magnitude; `byEvidence` is `halfRank` or `none`,
   * whichever predicts the better half of the trials more surely at the time (a model of a neighbourhood ranks). Values stay as they are with several objectives, and
   * with constraints on outcomes: the better half may be infeasible. Default `none`.
   */
  readonly warp?: WarpName
  /**
   * The share of trials that are suggested by a model of the best trial's neighbourhood alone, on its own scale, once there are
   * more trials than that takes (a quadratic function's coefficients); 0 to 1, default 0. It finds the bottom of a valley to
   * more digits, and in many dimensions a way down at all. It has no effect with several objectives.
   */
  readonly localShare?: number
  /**
   * How much the priors of the space count beside the model: as much as the model when there are as many trials as this, and
   * less with each trial; ≥ 0, default 10, 0 ignores them. Without priors, and for `thompson`, it has no effect.
   */
  readonly priorWeight?: number
  /** Complete trials drawn at random before the model is used; a whole number ≥ 0, default 10. */
  readonly nStartupTrials?: number
  /**
   * How these are drawn: `random` from the priors of the space, or spread evenly as `qmc` (Sobol) or `latinHypercube` do.
   * Default `random`.
   */
  readonly startup?: StartupName
  /**
   * Points that are compared before the better ones are improved; a whole number ≥ 1. Default: 1024 up to 180 trials, then
   * fewer, so that comparing them takes no longer, down to 512.
   */
  readonly candidates?: number
  /** Points that are improved by climbing the acquisition; a whole number ≥ 1, default 10. */
  readonly restarts?: number
}

export type GpSettings = Required<Omit<GpOptions, 'candidates'>> & {
  /** For a number of observations. */
  readonly candidates: (observations: number) => number
}

/**
 * How many candidates, and up to how many observations comparing all of them is cheap. Optuna compares 2048; on Hartmann's
 * function in six dimensions 2048, 1024 and 512 led to equal results (60 trials, 40 seeds), because the climbs decide.
 */
const mostCandidates = 1024
const fewObservations = 180
const fewestCandidates = 512

const notNegative = z.number('a number, at least 0').min(0, 'a number, at least 0')
const flag = z.boolean('true or false')

const schema = z.strictObject({
  kernel: z.enum(kernelNames, kernelNames.join(', ')).default('matern52'),
  lengthscales: z.enum(lengthscalePriors, lengthscalePriors.join(', ')).default('asRange'),
  acquisition: z.enum(acquisitionNames, acquisitionNames.join(', ')).default('logEi'),
  xi: notNegative.default(0.01),
  beta: notNegative.default(2),
  deterministic: flag.default(false),
  noisy: flag.default(false),
  localShare: numberFrom(0, 1).default(0),
  warp: z.enum(warpNames, warpNames.join(', ')).default('none'),
  priorWeight: notNegative.default(10),
  nStartupTrials: wholeNumber(0).default(10),
  startup: z.enum(startupNames, startupNames.join(', ')).default('random'),
  candidates: wholeNumber(1).optional(),
  restarts: wholeNumber(1).default(10),
})

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function gpSettings(options: GpOptions | undefined): GpSettings {
  const { candidates, ...rest } = parseOptions(schema, options, { kind: 'sampler', name: 'gp' })
  return { ...rest, candidates: (observations) => candidates ?? affordableCandidates(observations) }
}

/** Each costs the square of the number of observations. */
function affordableCandidates(observations: number): number {
  const affordable = Math.floor(mostCandidates * (fewObservations / observations) ** 2)
  return Math.min(mostCandidates, Math.max(fewestCandidates, affordable))
}
