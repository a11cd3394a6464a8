import fc from 'fast-check'
import { createRng } from '../../../../../src/base/rng.ts'
import type { Crossover, Genes } from '../../../../../src/hpo/samplers/nsga/crossovers/crossover.ts'

/** Not any double: differences below rounding say nothing. */
const gene = fc.integer({ min: 0, max: 1024 }).map((share) => share / 1024)

/** So many parents of 1 to 6 genes, and a seed. */
export const arbitraryFamily = (parents: number) =>
  fc.record({
    parents: fc.integer({ min: 1, max: 6 }).chain((size) =>
      fc.array(
        fc.array(gene, { minLength: size, maxLength: size }).map((genes) => Float64Array.from(genes)),
        { minLength: parents, maxLength: parents },
      ),
    ),
    seed: fc.nat(),
  })

/** Children of the same parents, each from a stream of its own. */
export function children(
  crossover: Crossover,
  parents: readonly (readonly number[])[],
  count = 4000,
): readonly Genes[] {
  const genes = parents.map((parent) => Float64Array.from(parent))
  return Array.from({ length: count }, (_, seed) => crossover.child(genes, createRng(seed)))
}

export function meanOf(family: readonly Genes[], j: number): number {
  return family.reduce((sum, child) => sum + child[j], 0) / family.length
}

export function deviationOf(family: readonly Genes[], j: number): number {
  const mean = meanOf(family, j)
  return Math.sqrt(family.reduce((sum, child) => sum + (child[j] - mean) ** 2, 0) / family.length)
}
