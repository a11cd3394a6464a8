import type { DeclaredSpace } from '../core/sampler.ts'
import { cardinality, onlyValue, type Params, type ParamValue } from '../space/distribution.ts'
import { exists } from './tree-values.ts'

/** Whether the hard constraints allow a trial; one that lacks parameters that exist cannot be judged yet, and passes. */
export function allowsSoFar(declared: DeclaredSpace, params: Params): boolean {
  if (declared.allowsAll === true) return true
  const known = new Map<string, ParamValue>(Object.entries(params))
  for (const leaf of declared.leaves.values()) {
    if (known.has(leaf.name) || !exists(leaf, known)) continue
    if (cardinality(leaf.distribution) > 1) return true
    known.set(leaf.name, onlyValue(leaf.distribution))
  }
  return declared.allows(Object.fromEntries(known))
}
