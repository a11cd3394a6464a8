/**
 * What a Gaussian process learns about its covariance, and how likely that was before.
 *
 * | symbol | meaning                                                          | shape        |
 * | ------ | ---------------------------------------------------------------- | ------------ |
 * | w      | inverse squared lengthscales 1 / ℓ², in units of the range         | [parameters] |
 * | σ²_f   | outputscale: variance of the objective, which is standardised      |              |
 * | σ²_n   | noise variance, at least `leastNoise`                             |              |
 * | raw    | (log w, log σ²_f, log(σ²_n − leastNoise)); without the last if exact | [parameters + 1 or 2] |
 *
 * The priors and the floor of the noise are Optuna's (`_gp/prior.py`, 5.0): −Σ(0.1 / w + 0.1 w), σ²_f ~ Gamma(2, 1),
 * σ²_n ~ Gamma(1.1, 30), up to a constant, as a density of the parameters themselves. With `byDimension` the lengthscales are
 * log-normal instead, log ℓ ~ N(√2 + ½ log d, 3) for d parameters: points lie further apart in more dimensions, and with
 * lengthscales that do not grow nothing would be known anywhere (Hvarfner et al. 2024, "Vanilla Bayesian optimization performs
 * great in high dimensions", arXiv:2402.02229; constants of BoTorch).
 */
export interface Hyperparameters {
  readonly inverseSquaredLengthscales: Float64Array
  readonly outputscale: number
  readonly noiseVariance: number
}

export const lengthscalePriors = ['asRange', 'byDimension'] as const

/** What is believed of lengthscales before anything is known. */
export type LengthscalePrior = (typeof lengthscalePriors)[number]

/** Keeps the covariance matrix well conditioned; a standard deviation of 0.1 % of the objective's. */
export const leastNoise = 1e-6

/** `deterministic` holds the noise at `leastNoise`. */
export function fromRaw(raw: Float64Array, deterministic: boolean): Hyperparameters {
  const parameters = raw.length - (deterministic ? 1 : 2)
  return {
    inverseSquaredLengthscales: raw.slice(0, parameters).map(Math.exp),
    outputscale: Math.exp(raw[parameters]),
    noiseVariance: leastNoise + (deterministic ? 0 : Math.exp(raw[parameters + 1])),
  }
}

/** Where a first fit starts: lengthscales as long as the ranges, unit variances (Optuna). */
export function initialRaw(parameters: number, deterministic: boolean): Float64Array {
  const raw = new Float64Array(parameters + (deterministic ? 1 : 2))
  if (!deterministic) raw[parameters + 1] = Math.log1p(-leastNoise)
  return raw
}

/** The log of the prior density. */
export function logPrior(
  { inverseSquaredLengthscales: w, outputscale, noiseVariance }: Hyperparameters,
  lengthscales: LengthscalePrior = 'asRange',
): number {
  const rest = Math.log(outputscale) - outputscale + 0.1 * Math.log(noiseVariance) - 30 * noiseVariance
  return w.reduce((sum, weight) => sum + laws[lengthscales].logDensity(weight, w.length), rest)
}

/** gradient −= ∂ logPrior / ∂ raw. */
export function subtractPriorGradient(
  hyper: Hyperparameters,
  { deterministic, lengthscales = 'asRange' }: { deterministic: boolean; lengthscales?: LengthscalePrior | undefined },
  gradient: Float64Array,
): void {
  const { inverseSquaredLengthscales: w, outputscale, noiseVariance } = hyper
  for (let j = 0; j < w.length; j++) gradient[j] -= laws[lengthscales].slope(w[j], w.length)
  gradient[w.length] -= 1 - outputscale
  if (!deterministic) gradient[w.length + 1] -= (0.1 / noiseVariance - 30) * (noiseVariance - leastNoise)
}

/** The log density of w among `parameters` of them, and its slope with respect to log w. */
interface LengthscaleLaw {
  logDensity(w: number, parameters: number): number
  slope(w: number, parameters: number): number
}

const laws: Readonly<Record<LengthscalePrior, LengthscaleLaw>> = {
  asRange: { logDensity: (w) => -0.1 / w - 0.1 * w, slope: (w) => 0.1 / w - 0.1 * w },
  byDimension: {
    logDensity(w, parameters) {
      const log = -0.5 * Math.log(w)
      return -log - (log - usualLog(parameters)) ** 2 / 6
    },
    slope: (w, parameters) => 0.5 * (1 + (-0.5 * Math.log(w) - usualLog(parameters)) / 3),
  },
}

/** The median of log ℓ; its variance is 3. */
const usualLog = (parameters: number): number => Math.SQRT2 + 0.5 * Math.log(parameters)
