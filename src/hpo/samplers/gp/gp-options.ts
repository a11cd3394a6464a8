import { z } from 'zod'
import { parseOptions } from '../../core/parse-options.ts'
import { type KernelName, kernelNames } from './covariance.ts'

export const acquisitionNames = ['logEi', 'ei', 'pi', 'ucb', 'thompson'] as const

export type AcquisitionName = (typeof acquisitionNames)[number]

/** How the Gaussian process is tuned. The defaults fit most studies of 20 to 300 trials. */
export interface GpOptions {
  /**
   * How fast the objective may change: Matérn covariances with ν = 5/2, 3/2, 1/2 from smooth to rough, or the very smooth
   * `rbf`; each parameter has a lengthscale of its own. Default `matern52`.
   */
  readonly kernel?: KernelName
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
  /** Complete trials drawn at random before the model is used; a whole number ≥ 0, default 10. */
  readonly nStartupTrials?: number
  /** Points that are compared before the better ones are improved; a whole number ≥ 1, default 2048. */
  readonly candidates?: number
  /** Points that are improved by climbing the acquisition; a whole number ≥ 1, default 10. */
  readonly restarts?: number
}

export type GpSettings = Required<GpOptions>

const whole = (least: number) => {
  const allowed = `a whole number, at least ${least}`
  return z.int(allowed).min(least, allowed)
}
const notNegative = z.number('a number, at least 0').min(0, 'a number, at least 0')
const flag = z.boolean('true or false')

const schema = z.strictObject({
  kernel: z.enum(kernelNames, kernelNames.join(', ')).default('matern52'),
  acquisition: z.enum(acquisitionNames, acquisitionNames.join(', ')).default('logEi'),
  xi: notNegative.default(0.01),
  beta: notNegative.default(2),
  deterministic: flag.default(false),
  noisy: flag.default(false),
  nStartupTrials: whole(0).default(10),
  candidates: whole(1).default(2048),
  restarts: whole(1).default(10),
})

/**
 * The options with defaults.
 *
 * @throws InputError `sampler/unknown-option`, `sampler/bad-option`
 */
export function gpSettings(options: GpOptions | undefined): GpSettings {
  return parseOptions(schema, options, { kind: 'sampler', name: 'gp' })
}
