import type { Rng } from '../../base/rng.ts'
import type { Interval } from './pinn-problem.ts'

/**
 * `count` points in the box `domain`, [count, inputs] row-major: in every coordinate, one point in each of `count` equal
 * cells, at random within the cell (Latin hypercube sampling, McKay, Beckman and Conover 1979).
 */
export function stratifiedPoints(domain: readonly Interval[], rng: Rng, count: number): Float64Array {
  const points = new Float64Array(count * domain.length)
  domain.forEach(({ low, high }, axis) => {
    // The first coordinate stays in order: pairing it with shuffled others is as random as shuffling all.
    const cells = axis === 0 ? Array.from({ length: count }, (_, i) => i) : shuffled(count, rng)
    cells.forEach((cell, i) => {
      points[i * domain.length + axis] = low + ((cell + rng.uniform()) / count) * (high - low)
    })
  })
  return points
}

/** 0 to count − 1 in random order (Fisher and Yates). */
function shuffled(count: number, rng: Rng): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}
