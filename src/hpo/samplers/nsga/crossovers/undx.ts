import type { Crossover, Genes } from './crossover.ts'

export interface UndxOptions {
  /** Standard deviation along the line of the first two parents, in units of their distance; > 0, default 0.5. */
  readonly sigmaXi: number
  /** Standard deviation across it, in units of the third parent's distance from the line; > 0, default 0.35/√genes. */
  readonly sigmaEta?: number | undefined
}

/**
 * Unimodal normal distribution crossover: normal around the middle of two parents, along their line as wide as their
 * distance, across it as wide as a third parent is away (Ono and Kobayashi 1997, equations 1 to 4). It keeps mean and
 * covariance of the parents with the default widths.
 *
 * Optuna 5 draws with the squares of both widths as standard deviations; here they are as published.
 */
export function undx({ sigmaXi, sigmaEta }: UndxOptions): Crossover {
  return {
    parents: 3,
    child([a, b, c], rng) {
      const along = b.map((gene, j) => gene - a[j])
      const length = norm(along)
      const across = norm(without(c.map((gene, j) => gene - a[j]), along, length)) // prettier-ignore
      const xi = sigmaXi * rng.normal()
      const spread = (sigmaEta ?? 0.35 / Math.sqrt(a.length)) * across
      const noise = a.map(() => spread * rng.normal())
      const sideways = without(noise, along, length)
      return a.map((gene, j) => (gene + b[j]) / 2 + xi * along[j] + sideways[j])
    },
  }
}

/** The part of `vector` at right angles to `direction`, which has that length. */
function without(vector: Genes, direction: Genes, length: number): Genes {
  // Also when parents are so close that the square underflows.
  if (length ** 2 === 0) return vector
  const share = vector.reduce((sum, gene, j) => sum + gene * direction[j], 0) / length ** 2
  return vector.map((gene, j) => gene - share * direction[j])
}

function norm(vector: Genes): number {
  return Math.hypot(...vector)
}
