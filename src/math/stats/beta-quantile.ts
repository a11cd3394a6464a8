import { incompleteBeta, logBeta } from '../special/incomplete-beta.ts'

const mostSteps = 200

/**
 * The quantile of the beta distribution: the x with I_x(a, b) = q. Newton's method, kept inside a shrinking bracket.
 *
 * @param q in [0, 1]; 0 gives 0, 1 gives 1
 */
export function betaQuantile(q: number, a: number, b: number): number {
  if (q <= 0) return 0
  if (q >= 1) return 1
  const logNorm = logBeta(a, b)
  let low = 0
  let high = 1
  let x = a / (a + b)
  for (let step = 0; step < mostSteps; step++) {
    const excess = incompleteBeta(x, a, b) - q
    if (excess === 0) return x
    if (excess > 0) high = x
    else low = x
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logNorm)
    const newton = x - excess / density
    // Outside the bracket the density was no guide: near 0 with a < 1, say. Halving a small x by its exponent is faster.
    const next = newton > low && newton < high ? newton : low > 0 || high > 0.1 ? 0.5 * (low + high) : high * 1e-3
    if (Math.abs(next - x) <= 2 * Number.EPSILON * x) return next
    x = next
  }
  return x
}
