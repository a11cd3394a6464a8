import { lbfgs } from '../../../../math/optimize/lbfgs.ts'
import { type KernelName, correlations } from './covariance.ts'
import { type LengthscalePrior, initialRaw, leastNoise } from './hyperparameters.ts'
import { type Observations, negativeLogPosterior } from './marginal-likelihood.ts'

/** Optuna's tolerance: the posterior is flat near its maximum, and suggestions hardly depend on the last digits. */
const gradientTolerance = 1e-2
/** A fit that has not converged by then is as good as it gets; typical ones take 5 to 20. */
const mostIterations = 100
/** The log of a hundredth of the least noise: below it the likelihood is flat, and a fit could not find back (Optuna). */
const leastRawNoise = Math.log(0.01 * leastNoise)

export interface FitSettings {
  readonly kernel: KernelName
  /** Without noise: its variance is held at its floor. */
  readonly deterministic: boolean
  /** Default `asRange`. */
  readonly lengthscales?: LengthscalePrior
}

/** Hyperparameters as a point of `hyperparameters.ts`, and how well they explain the observations. */
export interface Fit {
  readonly raw: Float64Array
  /** −log posterior. */
  readonly loss: number
}

/**
 * The most probable hyperparameters, found by L-BFGS from `start`. Falls back to the initial ones when the likelihood
 * cannot be computed.
 *
 * @param start raw hyperparameters of an earlier fit; null to start from the initial ones
 */
export function fitHyperparameters(observations: Observations, settings: FitSettings, start: Float64Array | null): Fit {
  const parameters = observations.inputs.layout.reduce((most, { axis }) => Math.max(most, axis + 1), 0)
  const initial = initialRaw(parameters, settings.deterministic)
  const objective = negativeLogPosterior(observations, {
    correlation: correlations[settings.kernel],
    deterministic: settings.deterministic,
    lengthscales: settings.lengthscales ?? 'asRange',
  })
  const optimizer = lbfgs(objective, start ?? initial, { gradientTolerance, memory: 10, progressTolerance: 1e-6 })
  while (optimizer.iterations < mostIterations && optimizer.step() === null);
  const raw = optimizer.x.slice()
  if (!Number.isFinite(optimizer.loss) || !raw.every(Number.isFinite))
    return { raw: initial, loss: Number.POSITIVE_INFINITY }
  if (!settings.deterministic) raw[parameters + 1] = Math.max(raw[parameters + 1], leastRawNoise)
  return { raw, loss: optimizer.loss }
}
