import type { Rng } from '../../../../base/rng.ts'

/** Coordinates in [0, 1], one per numeric parameter: its place in the range on the parameter's own scale. */
export type Genes = Float64Array

/** Makes the genes of a child from those of its parents. The child may lie outside [0, 1]; who breeds sees to that. */
export interface Crossover {
  /** How many parents it takes. */
  readonly parents: 2 | 3
  child(parents: readonly Genes[], rng: Rng): Genes
}
