import type { NumericDistribution } from './distribution.ts'
import { conditionalFidelity, manyFidelities } from './messages.ts'
import { behaviourOf } from './node.ts'
import type { Leaf, Shape, SpaceNode } from './node.ts'

/** The parameter that says how much a trial may spend: epochs, data, mesh points. */
export interface Fidelity<out Name extends string = string> {
  readonly name: Name
  /** `high` is the full fidelity. */
  readonly distribution: NumericDistribution
}

/** A number that is marked as the fidelity. */
export interface FidelityNode extends SpaceNode<number> {
  readonly isFidelity: true
  /** The physical unit, shown on axes: `'epochs'`. */
  unit(unit: string): FidelityNode
  /** One sentence for readers of the space. */
  doc(text: string): FidelityNode
}

/** Never there: it only tells the compiler the name of the fidelity. */
export declare const fidelityName: unique symbol

/** The flat name of the fidelity among the fields of a shape; never where there is none. */
export type FidelityName<S extends Shape> = {
  [K in keyof S & string]: S[K] extends { readonly isFidelity: true }
    ? K
    : S[K] extends { readonly [fidelityName]?: infer F extends string }
      ? `${K}.${F}`
      : never
}[keyof S & string]

/**
 * The fidelity that was declared with `.fidelity()`, or null. Its name is known to the compiler.
 *
 * @example fidelityOf(space({ epochs: int(1, 81).log().fidelity() })).name   // 'epochs'
 */
export function fidelityOf<F extends string>(
  space: SpaceNode & { readonly [fidelityName]?: F },
): [F] extends [never] ? null : string extends F ? Fidelity | null : Fidelity<F> {
  const leaf = behaviourOf(space, 'fidelityOf')
    .leaves('')
    .find(({ fidelity }) => fidelity === true)
  const found = leaf === undefined ? null : { name: leaf.name, distribution: leaf.distribution as NumericDistribution }
  // The compiler cannot follow from the type of the space to what its leaves are.
  return found as ReturnType<typeof fidelityOf<F>>
}

/**
 * Refuses more than one fidelity, and one that not every trial has.
 *
 * @throws InputError `space/bad-fidelity`
 */
export function checkFidelity(leaves: readonly Leaf[]): void {
  const marked = leaves.filter(({ fidelity }) => fidelity === true)
  if (marked.length > 1) throw manyFidelities(marked.map(({ name }) => name))
  if (marked.length === 1 && marked[0].when.length > 0) throw conditionalFidelity(marked[0].name)
}
