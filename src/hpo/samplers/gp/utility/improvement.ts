/**
 * How much better than a threshold a normally distributed value is expected to be, on a logarithmic scale, where it
 * neither underflows nor goes flat: Ament et al. 2023, "Unexpected improvements to expected improvement", section 4.1.
 *
 * | symbol | meaning                                                    |
 * | ------ | ---------------------------------------------------------- |
 * | z      | (mean − threshold) / deviation                              |
 * | h(z)   | φ(z) + z Φ(z); the expected improvement is deviation · h(z)  |
 * | m(z)   | Φ(z) / φ(z), Mills' ratio of the left tail                  |
 */
import { logNdtr, millsRatio, ndtr } from '../../../../math/special/log-ndtr.ts'

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Left of this the ratio form is used: φ and z Φ cancel there. */
const tail = -1
/** Left of this 1 + z m(z) has lost half its digits, and is 1/z² to that precision. */
const farTail = -1e4

/** Slopes with respect to the mean and the deviation, written by the functions of this file. */
export interface Slopes {
  mean: number
  deviation: number
}

/** A normal distribution by mean and deviation; the deviation is above 0. */
export interface Normal {
  readonly mean: number
  readonly deviation: number
}

/** log h(z). */
export function logStandardImprovement(z: number): number {
  if (z > tail) return Math.log(density(z) + z * ndtr(z))
  return -0.5 * z * z - logSqrtTwoPi + Math.log(rest(z))
}

/** log E[max(0, value − threshold)], the log expected improvement. */
export function logExpectedImprovement({ mean, deviation }: Normal, threshold: number, slopes: Slopes): number {
  const z = (mean - threshold) / deviation
  if (z > tail) {
    const probability = ndtr(z)
    const phi = density(z)
    const h = phi + z * probability
    slopes.mean = probability / (h * deviation)
    slopes.deviation = phi / (h * deviation)
    return Math.log(h) + Math.log(deviation)
  }
  const r = rest(z)
  slopes.mean = millsRatio(z) / (r * deviation)
  slopes.deviation = 1 / (r * deviation)
  return -0.5 * z * z - logSqrtTwoPi + Math.log(r) + Math.log(deviation)
}

/** log P(value > threshold), the log probability of improvement. */
export function logProbabilityOfImprovement({ mean, deviation }: Normal, threshold: number, slopes: Slopes): number {
  const z = (mean - threshold) / deviation
  const hazard = z > 0 ? density(z) / ndtr(z) : 1 / millsRatio(z)
  slopes.mean = hazard / deviation
  slopes.deviation = (-z * hazard) / deviation
  return logNdtr(z)
}

/** h(z) / φ(z) = 1 + z m(z) for z ≤ `tail`. */
function rest(z: number): number {
  return z > farTail ? 1 + z * millsRatio(z) : 1 / (z * z)
}

function density(z: number): number {
  return Math.exp(-0.5 * z * z - logSqrtTwoPi)
}
