import { cardinality, onlyValue, type Distribution, type Params, type ParamValue } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import type { SuggestRequest } from '../core/sampler.ts'

/**
 * A value for each parameter of the request that exists: of a declared space the parameters of the branches that the
 * values so far lead into, parents before children.
 */
export function treeValues(
  { space, declared, trial }: Pick<SuggestRequest, 'space' | 'declared' | 'trial'>,
  valueOf: (name: string, distribution: Distribution) => ParamValue,
): Params {
  if (declared === null) return Object.fromEntries(Array.from(space, ([name, dist]) => [name, valueOf(name, dist)]))
  const known = new Map(Object.entries(trial.fixed))
  const values: Record<string, ParamValue> = {}
  for (const leaf of declared.leaves.values()) {
    const { name, distribution } = leaf
    if (known.has(name) || !exists(leaf, known)) continue
    if (space.has(name)) {
      const value = valueOf(name, space.get(name)!)
      known.set(name, value)
      values[name] = value
    } else if (cardinality(distribution) === 1) known.set(name, onlyValue(distribution))
  }
  return values
}

/** Whether the choices that a parameter depends on have been made. */
export function exists({ when }: Leaf, known: ReadonlyMap<string, ParamValue>): boolean {
  return when.every(({ name, value }) => known.get(name) === value)
}
