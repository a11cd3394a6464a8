import type { Crossover } from './crossover.ts'

export interface BlxAlphaOptions {
  /** How far the interval between the parents is extended at both ends, in units of its length; ≥ 0, default 0.5. */
  readonly alpha: number
}

/**
 * Blend crossover: uniform in the box that two parents span, extended by α of its size on each side (Eshelman and
 * Schaffer 1993, BLX-α; Deb et al. 2001, doi 10.1109/CEC.2001.934452, section 2.1).
 */
export function blxAlpha({ alpha }: BlxAlphaOptions): Crossover {
  return {
    parents: 2,
    child: ([a, b], rng) =>
      a.map((gene, j) => {
        const low = Math.min(gene, b[j])
        const high = Math.max(gene, b[j])
        const extension = alpha * (high - low)
        return low - extension + rng.uniform() * (high - low + 2 * extension)
      }),
  }
}
