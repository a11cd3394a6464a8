import { logNdtr } from '../special/log-ndtr.ts'
import { ndtriExp } from '../special/ndtri-exp.ts'
import { logGaussMass } from './log-gauss-mass.ts'

/**
 * The quantile of the standard normal distribution truncated to [a, b]: the x with Φ(x) = Φ(a) + q (Φ(b) − Φ(a)).
 *
 * Works in logarithms and in the left tail, so that intervals far from 0 keep their precision.
 *
 * @param q in [0, 1]; 0 gives a, 1 gives b
 * @returns a value in [a, b]
 */
export function truncatedNormalQuantile(q: number, a: number, b: number): number {
  if (q <= 0) return a
  if (q >= 1) return b
  const logMass = logGaussMass(a, b)
  const x =
    a < 0
      ? ndtriExp(logSum(logNdtr(a), Math.log(q) + logMass))
      : -ndtriExp(logSum(logNdtr(-b), Math.log1p(-q) + logMass))
  return Math.min(b, Math.max(a, x))
}

/** log(exp(x) + exp(y)), at most 0 here: both are parts of one probability. */
function logSum(x: number, y: number): number {
  const larger = Math.max(x, y)
  if (larger === Number.NEGATIVE_INFINITY) return larger
  return Math.min(0, larger + Math.log1p(Math.exp(-Math.abs(x - y))))
}
