import { logGamma } from './log-gamma.ts'

const mostTerms = 400
const tiny = 1e-300

/** log B(a, b), the normalisation of the beta distribution. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/**
 * The regularised incomplete beta function I_x(a, b): the probability that a beta-distributed number is at most x.
 *
 * Continued fraction DLMF 8.17.22 by Lentz's method, on the side of the mean where it converges fast. The relative error
 * is below 1e-12 for a and b from 0.01 to 1,000.
 *
 * @param x in [0, 1]
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a
  return front / fraction(x, a, b)
}

/** The denominator of 8.17.22: 1 + d₁/(1 + d₂/(1 + …)). */
function fraction(x: number, a: number, b: number): number {
  let value = 1
  let c = 1
  let d = 0
  for (let term = 1; term <= mostTerms; term++) {
    const m = term >> 1
    const numerator =
      term % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + numerator * d)
    c = awayFromZero(1 + numerator / c)
    const change = c * d
    value *= change
    if (Math.abs(change - 1) < Number.EPSILON) break
  }
  return value
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
