import type { Crossover } from './crossover.ts'

export interface UniformOptions {
  /** The probability that a gene comes from the second parent; in [0, 1], default 0.5. */
  readonly swapProb: number
}

/** Takes each gene from one of two parents as it is (Syswerda 1989). */
export function uniform({ swapProb }: UniformOptions): Crossover {
  return {
    parents: 2,
    child: ([a, b], rng) => a.map((gene, j) => (rng.uniform() < swapProb ? b[j] : gene)),
  }
}
