import { factorize } from './cholesky.ts'
import type { Square } from './square.ts'

/** Shares of the mean of the diagonal that are added to it, one after the other, until the factorisation succeeds. */
const ladder = [0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3]

/**
 * A := L, the Cholesky factor of A + jitter · I with the smallest jitter of a ladder (0, then 10⁻¹⁰ to 10⁻³ times the mean
 * of the diagonal) that makes the matrix positive definite in double precision.
 *
 * @param fill writes the lower triangle of A; called again for every rung, since a failed attempt spoils it
 * @returns the jitter, or null when even the largest is not enough: A is far from positive definite, or not finite
 */
export function factorizeWithJitter(a: Square, fill: (a: Square) => void): number | null {
  const { data, stride, size } = a
  for (const share of ladder) {
    fill(a)
    let sum = 0
    for (let i = 0; i < size; i++) sum += data[i * stride + i]
    const jitter = share === 0 ? 0 : (share * sum) / size
    for (let i = 0; i < size; i++) data[i * stride + i] += jitter
    if (factorize(a)) return jitter
    if (!Number.isFinite(sum)) return null
  }
  return null
}
