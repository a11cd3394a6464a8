import type { Crossover, Genes } from './crossover.ts'
import { type PickOptions, pickChild } from './pick-child.ts'

export interface VsbxOptions extends PickOptions {
  /** Distribution index: the larger, the nearer are children to their parents; ≥ 0, default 20, with one objective 2. */
  readonly eta: number
}

/** Keeps the spread finite. */
const smallest = 1e-10

/**
 * SBX without its blind spots: where SBX cannot reach between and beyond the parents at the same time, this can (Ballester
 * and Carter 2003, doi 10.1007/3-540-45105-6_86, section 3.2, as Optuna reads it). Children may lie outside [0, 1].
 */
export function vsbx({ eta, ...pick }: VsbxOptions): Crossover {
  return {
    parents: 2,
    child([a, b], rng) {
      const u = a.map(() => rng.uniform())
      const near = u.map((draw) => spread(draw, eta))
      const far = u.map((draw) => spread(1 - draw, eta))
      const [p, q] = rng.uniform() <= 0.5 ? [1, -1] : [-1, 1]
      const first = a.map((gene, j) => 0.5 * ((1 + p * near[j]) * gene + (1 + q * far[j]) * b[j]))
      const second = rng.uniform() <= 0.5 ? beyond([a, b], near, far) : beyond([b, a], far, near)
      return pickChild({ crossed: [first, second], parents: [a, b] }, pick, rng)
    },
  }
}

function spread(u: number, eta: number): number {
  return (1 / Math.max(2 * u, smallest)) ** (1 / (eta + 1))
}

function beyond([from, to]: readonly [Genes, Genes], own: Genes, other: Genes): Genes {
  return from.map((gene, j) => 0.5 * ((3 - own[j]) * gene - (1 - other[j]) * to[j]))
}
