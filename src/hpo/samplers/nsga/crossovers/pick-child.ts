import type { Rng } from '../../../../base/rng.ts'
import type { Genes } from './crossover.ts'

export interface PickOptions {
  /** The probability that a gene is crossed at all; in [0, 1], default 0.5. Others are a parent's. */
  readonly geneProb: number
  /** The probability that the two children swap a gene; in [0, 1], default 0.5. */
  readonly swapProb: number
}

export type Pair = readonly [Genes, Genes]

/** One of the two children, at random: gene by gene the crossed ones or the parents', in the same or the other order. */
export function pickChild(
  { crossed, parents }: { readonly crossed: Pair; readonly parents: Pair },
  { geneProb, swapProb }: PickOptions,
  rng: Rng,
): Genes {
  const first = new Float64Array(parents[0].length)
  const second = new Float64Array(parents[0].length)
  for (let j = 0; j < first.length; j++) {
    const [a, b] = rng.uniform() < geneProb ? crossed : parents
    const swapped = rng.uniform() < swapProb
    first[j] = swapped ? b[j] : a[j]
    second[j] = swapped ? a[j] : b[j]
  }
  return rng.uniform() < 0.5 ? first : second
}
