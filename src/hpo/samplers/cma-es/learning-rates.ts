import { type Covariance, fullCovariance } from './covariance.ts'
import type { Evolution, LearningRates, Signal } from './evolution.ts'

// | symbol    | code          | meaning                                                                       |
// | --------- | ------------- | ----------------------------------------------------------------------------- |
// | Δ         | change        | an update in the coordinates in which the old distribution is N(0, I)          |
// | E, V      | mean, power   | moving averages of Δ and of ‖Δ‖²                                               |
// | η         | eta           | learning rate, at most 1                                                      |
// | α, β, γ   | target, memory, pace | wanted ratio of signal to noise, rate of the averages, rate of η         |

const target = 1.4
const pace = 0.1
const memory = { mean: 0.1, covariance: 0.03 } as const

export function startLearningRates(dimensions: number): LearningRates {
  return {
    mean: { mean: new Float64Array(dimensions), power: 0, eta: 1 },
    covariance: { mean: new Float64Array(dimensions * dimensions), power: 0, eta: 1 },
  }
}

/**
 * Takes back a part of an update, so that the signal in it stays above the noise: for noisy and multimodal objectives.
 *
 * Nomura, Akimoto and Ono 2023, "CMA-ES with learning rate adaptation", arXiv:2304.03473, algorithm 1.
 */
export function adaptLearningRates(before: Evolution, proposed: Evolution): Evolution {
  const d = before.mean.length
  const old = before.rates!
  const oldSigma = scaled(before.covariance.matrix(), before.sigma ** 2)
  const newSigma = scaled(proposed.covariance.matrix(), proposed.sigma ** 2)
  const change = newSigma.map((value, at) => value - oldSigma[at])
  const step = proposed.mean.map((m, j) => m - before.mean[j])

  const localStep = before.covariance.whiten(step).map((value) => value / before.sigma)
  const localChange = scaled(whitenBoth(before.covariance, change, d), Math.SQRT1_2 / before.sigma ** 2)
  const mean = learned(old.mean, localStep, memory.mean)
  const covariance = learned(old.covariance, localChange, memory.covariance)

  const combined = oldSigma.map((value, at) => value + covariance.eta * change[at])
  const { lengths } = fullCovariance(combined, d)
  const logVolume = lengths.reduce((sum, length) => sum + Math.log(length), 0)
  const sigma = Math.exp(logVolume / d)
  return {
    ...proposed,
    mean: before.mean.map((m, j) => m + mean.eta * step[j]),
    covariance: fullCovariance(scaled(combined, sigma ** -2), d),
    // A step size that suits one learning rate of the mean is too small for a smaller one.
    sigma: (sigma * old.mean.eta) / mean.eta,
    rates: { mean, covariance },
  }
}

function learned({ mean, power, eta }: Signal, change: Float64Array, beta: number): Signal {
  const nextMean = mean.map((e, at) => (1 - beta) * e + beta * change[at])
  const nextPower = (1 - beta) * power + beta * squareSum(change)
  const signal = squareSum(nextMean)
  const ratio = (signal - (beta / (2 - beta)) * nextPower) / (nextPower - signal)
  const relative = Math.min(1, Math.max(-1, ratio / target / eta - 1))
  const next = eta * Math.exp(Math.min(pace * eta, beta) * (Number.isNaN(relative) ? 0 : relative))
  return { mean: nextMean, power: nextPower, eta: Math.min(1, next) }
}

/** C^(−1/2) M C^(−1/2) of a symmetric M. */
function whitenBoth(covariance: Covariance, matrix: Float64Array, d: number): Float64Array {
  return whitenRows(covariance, transposed(whitenRows(covariance, matrix, d), d), d)
}

function whitenRows(covariance: Covariance, matrix: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d)
  for (let i = 0; i < d; i++) out.set(covariance.whiten(matrix.subarray(i * d, (i + 1) * d)), i * d)
  return out
}

function transposed(matrix: Float64Array, d: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % d) * d + Math.floor(at / d)])
}

function scaled(matrix: Float64Array, factor: number): Float64Array {
  return matrix.map((value) => value * factor)
}

function squareSum(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
