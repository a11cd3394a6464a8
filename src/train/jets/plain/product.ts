import type { JetSet } from '../jet-set.ts'
import type { JetPanel } from '../jet-panel.ts'
import type { Monomial } from './monomials.ts'

/** Everything that f g adds to `target`, by Leibniz' rule on every stream. */
export function productMonomials(
  set: JetSet,
  { f, g, target }: { readonly f: JetPanel; readonly g: JetPanel; readonly target: JetPanel },
): Monomial[] {
  return set.products.flatMap((terms, stream) =>
    terms.map(({ coefficient, left, right }) => ({
      target: target.streams[stream],
      coefficient,
      factors: [f.streams[left], g.streams[right]],
    })),
  )
}

/** Everything that the gradient `adjoint` of a product f g adds to that of f. */
export function productAdjointMonomials(
  set: JetSet,
  { g, adjoint, target }: { readonly g: JetPanel; readonly adjoint: JetPanel; readonly target: JetPanel },
): Monomial[] {
  return set.products.flatMap((terms, stream) =>
    terms.map(({ coefficient, left, right }) => ({
      target: target.streams[left],
      coefficient,
      factors: [g.streams[right], adjoint.streams[stream]],
    })),
  )
}
