import type { Rng } from '../../../base/rng.ts'
import type { Locus } from './genome.ts'
import { polynomialMutation } from './polynomial-mutation.ts'

/** How a gene changes: a fresh uniform draw, or a move that is likelier the smaller it is. */
export type Mutation = { readonly name: 'resample' } | { readonly name: 'polynomial'; readonly eta: number }

/** The gene after a mutation. A choice is always drawn anew: its values have no order. */
export function mutate(
  locus: Locus,
  gene: number,
  { mutation, rng }: { readonly mutation: Mutation; readonly rng: Rng },
): number {
  return mutation.name === 'resample' || locus.isChoice ? locus.draw(rng) : polynomialMutation(gene, mutation.eta, rng)
}
