/**
 * Kumaraswamy's cumulative distribution as a warp of each number's range: stretches the parts where the objective changes
 * fast, so that one lengthscale fits all of it (Snoek et al. 2014, "Input warping for Bayesian optimization of non-stationary
 * functions"; Kumaraswamy's form as in HEBO).
 *
 * | symbol | meaning                                   |
 * | ------ | ----------------------------------------- |
 * | x      | coordinate in [0, 1]; outside it stays     |
 * | a, b   | shape, above 0; 1 and 1 leave x as it is   |
 * | u      | 1 − (1 − xᵃ)ᵇ                             |
 *
 * log a and log b are normal around 0 before anything is known, with deviation 0.5.
 */
export interface Shape {
  /** log a, log b. */
  readonly logA: number
  readonly logB: number
}

/** Deviation of log a and log b before anything is known: most warps are gentle. */
const priorDeviation = 0.5
/** Slopes at the very ends may be infinite: they are taken this far inside. */
const margin = 1e-6

export function warped(x: number, { logA, logB }: Shape): number {
  if (x <= 0 || x >= 1) return x
  // −expm1 and log1p keep the digits of coordinates near the ends.
  const logPower = Math.exp(logA) * Math.log(x)
  return -Math.expm1(Math.exp(logB) * Math.log(-Math.expm1(logPower)))
}

/** Slopes of u with respect to log a and log b; both 0 outside the range. */
export function warpSlopes(x: number, { logA, logB }: Shape): readonly [logA: number, logB: number] {
  if (x <= 0 || x >= 1) return [0, 0]
  const inside = Math.min(1 - margin, Math.max(margin, x))
  const a = Math.exp(logA)
  const b = Math.exp(logB)
  const logX = Math.log(inside)
  const power = Math.exp(a * logX)
  const rest = -Math.expm1(a * logX)
  return [a * b * rest ** (b - 1) * power * logX, -b * rest ** b * Math.log(rest)]
}

/** −log of the prior density of a shape, up to a constant. */
export function warpPenalty({ logA, logB }: Shape): number {
  return (logA * logA + logB * logB) / (2 * priorDeviation * priorDeviation)
}

/** The slope of `warpPenalty` with respect to log a or log b, at its value. */
export function warpPenaltySlope(log: number): number {
  return log / (priorDeviation * priorDeviation)
}
