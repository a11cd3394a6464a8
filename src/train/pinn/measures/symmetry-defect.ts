import type { Rng } from '../../../base/rng.ts'
import type { Interval } from '../pinn-problem.ts'
import type { Predict } from '../predictor.ts'
import { stratifiedPoints } from '../stratified-points.ts'

/**
 * The RMS of u(x) + u(−x) for an odd solution, of u(x) − u(−x) for an even one, over `count` points (default 256) of a
 * domain that is symmetric in the coordinate `axis` (default 0); in the unit of u.
 */
export function symmetryDefect(
  predict: Predict,
  domain: readonly Interval[],
  { parity, rng, axis = 0, count = 256 }: SymmetryOptions,
): number {
  const points = stratifiedPoints(domain, rng, count)
  const mirrored = points.map((x, i) => (i % domain.length === axis ? -x : x))
  const sign = parity === 'odd' ? 1 : -1
  const other = predict(mirrored)
  const squares = predict(points).reduce((sum, u, p) => sum + (u + sign * other[p]) ** 2, 0)
  return Math.sqrt(squares / count)
}

export interface SymmetryOptions {
  readonly parity: 'odd' | 'even'
  readonly rng: Rng
  readonly axis?: number
  readonly count?: number
}
