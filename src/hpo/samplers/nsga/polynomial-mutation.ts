import type { Rng } from '../../../base/rng.ts'

/**
 * A gene moved by a draw that is likelier the smaller it is, never outside [0, 1] (Deb and Goyal 1996; the bounded form of
 * Deb's NSGA-II code, version 1.1.6).
 *
 * @param eta distribution index: the larger, the smaller are the moves; ≥ 0
 */
export function polynomialMutation(gene: number, eta: number, rng: Rng): number {
  const u = rng.uniform()
  const power = 1 / (eta + 1)
  const moved =
    u <= 0.5
      ? gene + (2 * u + (1 - 2 * u) * (1 - gene) ** (eta + 1)) ** power - 1
      : gene + 1 - (2 * (1 - u) + (2 * u - 1) * gene ** (eta + 1)) ** power
  return Math.min(1, Math.max(0, moved))
}
