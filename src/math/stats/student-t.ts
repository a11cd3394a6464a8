import { betaQuantile } from './beta-quantile.ts'

/**
 * The t for which |T| ≤ t has probability `confidence` under Student's distribution with `freedom` degrees of freedom:
 * the half width of a confidence interval in standard errors.
 *
 * P(|T| > t) = I_x(ν/2, ½) with x = ν/(ν + t²) (Abramowitz and Stegun 26.7.1).
 *
 * @param confidence in (0, 1)
 * @param freedom ν, at least 1
 */
export function studentT(confidence: number, freedom: number): number {
  const x = betaQuantile(1 - confidence, freedom / 2, 0.5)
  return Math.sqrt((freedom * (1 - x)) / x)
}
