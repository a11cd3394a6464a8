import { logDeterminant, solveLower, solveLowerTransposed } from '../../math/linalg/cholesky.ts'
import { factorizeWithJitter } from '../../math/linalg/jittered-cholesky.ts'
import { type Square, square } from '../../math/linalg/square.ts'

/**
 * A Gaussian process for a reward that changes over time (Bogunovic et al. 2016, "Time-varying Gaussian process bandit
 * optimization", eq. 4; Parker-Holder et al. 2020, "Provably efficient online hyperparameter optimization with
 * population-based bandits", arXiv:2002.02518, section 4).
 *
 * | symbol  | meaning                                                     | shape / range |
 * | ------- | ----------------------------------------------------------- | ------------- |
 * | xᵢ      | parameters of observation i, each in [0, 1]                  | [d]           |
 * | tᵢ      | its generation                                               | whole         |
 * | yᵢ      | its reward, standardised over the observations               | mean 0, sd 1  |
 * | k(i, j) | exp(−|xᵢ − xⱼ|²/2ℓ²) · (1 − ω)^{|tᵢ − tⱼ|/2}                 | (0, 1]        |
 * | ℓ, ω    | lengthscale, and how fast the past is forgotten              | > 0, [0, 1)   |
 * | σ²      | noise variance                                               | > 0           |
 */
export interface BanditObservation {
  readonly x: Float64Array
  readonly time: number
  readonly reward: number
}

interface Hyperparameters {
  readonly lengthscale: number
  readonly forgetting: number
  readonly noise: number
}

/** What the process says of a point; the mean is on the scale of the standardised rewards. */
export interface BanditPosterior {
  readonly mean: number
  readonly deviation: number
}

/** The likeliest of these is taken: with a few dozen noisy rewards a finer choice would be made up. */
const lengthscales = [0.1, 0.2, 0.4, 0.8]
const forgettings = [0, 0.05, 0.2]
const noises = [0.01, 0.1, 0.5]

/** The posterior of the process that fits `observations` best by marginal likelihood; null when it cannot be computed. */
export function fitBandit(
  observations: readonly BanditObservation[],
): ((x: Float64Array, time: number) => BanditPosterior) | null {
  const y = standardised(observations.map(({ reward }) => reward))
  let best: { readonly likelihood: number; readonly fit: Fit } | null = null
  for (const lengthscale of lengthscales) {
    for (const forgetting of forgettings) {
      for (const noise of noises) {
        const fit = fitted(observations, y, { lengthscale, forgetting, noise })
        if (fit === null) continue
        const likelihood = -0.5 * dot(y, fit.weights) - 0.5 * logDeterminant(fit.factor)
        if (best === null || likelihood > best.likelihood) best = { likelihood, fit }
      }
    }
  }
  if (best === null) return null
  const { fit } = best
  return (x, time) => posterior(fit, observations, { x, time })
}

interface Fit {
  readonly factor: Square
  /** (K + σ²I)⁻¹ y. */
  readonly weights: Float64Array
  readonly hyper: Hyperparameters
}

function fitted(observations: readonly BanditObservation[], y: Float64Array, hyper: Hyperparameters): Fit | null {
  const factor = square(observations.length)
  const jitter = factorizeWithJitter(factor, ({ data, stride, size }) => {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) data[i * stride + j] = covariance(observations[i], observations[j], hyper)
      data[i * stride + i] += hyper.noise
    }
  })
  if (jitter === null) return null
  const weights = y.slice()
  solveLower(factor, weights)
  solveLowerTransposed(factor, weights)
  return { factor, weights, hyper }
}

function posterior(
  { factor, weights, hyper }: Fit,
  observations: readonly BanditObservation[],
  point: Omit<BanditObservation, 'reward'>,
): BanditPosterior {
  const k = Float64Array.from(observations, (observation) => covariance(observation, point, hyper))
  const mean = dot(k, weights)
  solveLower(factor, k)
  return { mean, deviation: Math.sqrt(Math.max(0, 1 - dot(k, k))) }
}

type Place = Omit<BanditObservation, 'reward'>

function covariance(a: Place, b: Place, { lengthscale, forgetting }: Hyperparameters): number {
  let distance = 0
  for (let j = 0; j < a.x.length; j++) distance += (a.x[j] - b.x[j]) ** 2
  return Math.exp(-distance / (2 * lengthscale ** 2)) * (1 - forgetting) ** (Math.abs(a.time - b.time) / 2)
}

function standardised(values: readonly number[]): Float64Array {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return Float64Array.from(values, (value) => (deviation > 0 ? (value - mean) / deviation : 0))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
