import { erf, erfc } from '../special/erf.ts'
import { logNdtr } from '../special/log-ndtr.ts'

const logSqrtTwoPi = 0.5 * Math.log(2 * Math.PI)
/** Below this (width × (1 + |midpoint|)) the midpoint series is used; its first omitted term is then below 1e-14. */
const narrow = 0.6
/** Beyond ±8.3 the tails together hold less than half a unit in the last place. */
const wholeReach = 8.3

/**
 * log(Φ(b) − Φ(a)), the log of the mass that the standard normal distribution has on [a, b].
 *
 * The absolute error is below 1e-12 for |a|, |b| ≤ 40 (the rounding of a²/2 grows beyond), also where the mass itself
 * underflows: intervals in the right tail are mirrored to the left, central ones are computed from both tails, narrow ones
 * from a series about the middle.
 *
 * @returns at most 0; −∞ for an empty interval (a ≥ b)
 */
export function logGaussMass(a: number, b: number): number {
  if (a < -wholeReach && b > wholeReach) return 0
  if (!(a < b)) return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number.NEGATIVE_INFINITY
  if ((b - a) * (1 + 0.5 * Math.abs(a + b)) < narrow) return logNarrowMass(a, b)
  if (a > 0) return logLeftMass(-b, -a)
  return b > 0 ? logCentralMass(a, b) : logLeftMass(a, b)
}

/** For a < b ≤ 0. */
function logLeftMass(a: number, b: number): number {
  const upper = logNdtr(b)
  return upper + Math.log(-Math.expm1(logNdtr(a) - upper))
}

/** For a ≤ 0 < b, where neither half cancels the other. */
function logCentralMass(a: number, b: number): number {
  const tails = 0.5 * (erfc(-a * Math.SQRT1_2) + erfc(b * Math.SQRT1_2))
  if (tails < 0.5) return Math.log1p(-tails)
  return Math.log(0.5 * (erf(b * Math.SQRT1_2) - erf(a * Math.SQRT1_2)))
}

/**
 * Taylor series of the density about the midpoint m, integrated: φ(m) w Σₖ He₂ₖ(m) w²ᵏ / (4ᵏ (2k + 1)!), with the Hermite
 * polynomials by their recurrence He₍ₙ₊₁₎ = m Heₙ − n He₍ₙ₋₁₎.
 */
function logNarrowMass(a: number, b: number): number {
  const width = b - a
  const m = 0.5 * (a + b)
  const square = m * m
  const quarter = 0.25 * width * width
  // Even polynomials only: He₂ₖ₊₂ = (m² − 4k − 1) He₂ₖ − 2k (2k − 1) He₂ₖ₋₂.
  const h2 = square - 1
  const h4 = (square - 5) * h2 - 2
  const h6 = (square - 9) * h4 - 12 * h2
  const h8 = (square - 13) * h6 - 30 * h4
  const h10 = (square - 17) * h8 - 56 * h6
  const series =
    (quarter / 6) * (h2 + (quarter / 20) * (h4 + (quarter / 42) * (h6 + (quarter / 72) * (h8 + (quarter / 110) * h10))))
  return Math.log(width) - 0.5 * square - logSqrtTwoPi + Math.log1p(series)
}
