import { erfc, erfcx } from './erf.ts'

/** The standard normal distribution function Φ(x), accurate in the left tail. */
export function ndtr(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2)
}

/**
 * log Φ(x) of the standard normal distribution, accurate for every x: in the left tail the exponential is taken out
 * before it can underflow, in the right tail the distance from 0 is kept.
 */
export function logNdtr(x: number): number {
  if (x > 0) return Math.log1p(-0.5 * erfc(x * Math.SQRT1_2))
  if (x === Number.NEGATIVE_INFINITY) return x
  return Math.log(erfcx(-x * Math.SQRT1_2)) - Math.LN2 - 0.5 * x * x
}

/** Φ(x)/φ(x), the inverse of the derivative of `logNdtr`; meant for x ≤ 0, where it neither over- nor underflows. */
export function millsRatio(x: number): number {
  return Math.sqrt(Math.PI / 2) * erfcx(-x * Math.SQRT1_2)
}
