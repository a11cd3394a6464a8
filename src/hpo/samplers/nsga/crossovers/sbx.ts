import type { Crossover } from './crossover.ts'
import { type PickOptions, pickChild } from './pick-child.ts'

export interface SbxOptions extends PickOptions {
  /** Distribution index: the larger, the nearer are children to their parents; ≥ 0, default 20, with one objective 2. */
  readonly eta: number
}

/** Parents closer than this are taken for equal. */
const closest = 1e-10

/**
 * Simulated binary crossover, bounded: children lie as far from the middle of their parents as one-point crossover of bit
 * strings would put them, and never outside [0, 1] (Deb and Agrawal 1995; the bounded form of Deb's NSGA-II code).
 *
 * | symbol | meaning                                                                    |
 * | ------ | -------------------------------------------------------------------------- |
 * | u      | a uniform draw, one per gene                                               |
 * | β      | spread: distance of the children over that of the parents                  |
 * | α      | 2 − b^−(η+1), where b is the spread at which a child would reach the bound |
 */
export function sbx({ eta, ...pick }: SbxOptions): Crossover {
  return {
    parents: 2,
    child([a, b], rng) {
      const u = a.map(() => rng.uniform())
      const lower = new Float64Array(a.length)
      const upper = new Float64Array(a.length)
      for (let j = 0; j < a.length; j++) [lower[j], upper[j]] = crossed(a[j], b[j], { eta, u: u[j] })
      return pickChild({ crossed: [lower, upper], parents: [a, b] }, pick, rng)
    },
  }
}

/** The lower and the upper child of two genes, for a uniform draw `u`. */
export function crossed(
  a: number,
  b: number,
  { eta, u }: { readonly eta: number; readonly u: number },
): readonly [lower: number, upper: number] {
  const low = Math.min(a, b)
  const high = Math.max(a, b)
  const gap = Math.max(high - low, closest)
  const down = spread(u, 1 + (2 * low) / gap, eta) * gap
  const up = spread(u, 1 + (2 * (1 - high)) / gap, eta) * gap
  return [Math.max(0, 0.5 * (low + high - down)), Math.min(1, 0.5 * (low + high + up))]
}

function spread(u: number, bound: number, eta: number): number {
  const alpha = 2 - bound ** -(eta + 1)
  return (u <= 1 / alpha ? u * alpha : 1 / (2 - u * alpha)) ** (1 / (eta + 1))
}
