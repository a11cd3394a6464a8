import type { Rng } from '../../base/rng.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import { cardinality, type Distribution, onlyValue, type Params, type SearchSpace } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import type { Suggestions } from './suggestions.ts'

export interface ProposalRequest {
  readonly suggestions: Suggestions
  /** What the trial has already. */
  readonly fixed: Params
  readonly rng: Rng
}

/** What a joint sampler proposes for the parameters in `space` that are not fixed. */
export function proposeFlat(space: SearchSpace, { suggestions, fixed, rng }: ProposalRequest): Params {
  const open = openIn(space, fixed)
  return open.size === 0 ? {} : suggestions.all({ space: open, fixed: () => fixed, rng: rng.fork('joint') })
}

/** What a sampler that models branches proposes for a whole declared space. */
export function proposeTree({ leaves }: DeclaredSpace, { suggestions, fixed, rng }: ProposalRequest): Params {
  const open = openIn(searchSpace([...leaves.values()]), fixed)
  return open.size === 0 ? {} : suggestions.some({ space: open, fixed: () => fixed, rng: rng.fork('joint') })
}

/**
 * What a joint sampler proposes for a declared space: first the parameters that every trial has, then, as choices bring
 * them into being, those of each branch together.
 */
export function proposeBranches({ leaves }: DeclaredSpace, { suggestions, fixed, rng }: ProposalRequest): Params {
  const known = new Map(Object.entries(fixed))
  const proposed = new Map<string, Params[string]>()
  for (let depth = 0; ; depth++) {
    const open: Leaf[] = []
    for (const leaf of leaves.values()) {
      if (known.has(leaf.name) || !exists(leaf, known)) continue
      if (cardinality(leaf.distribution) === 1) known.set(leaf.name, onlyValue(leaf.distribution))
      else open.push(leaf)
    }
    if (open.length === 0) return Object.fromEntries(proposed)
    const decided = Object.fromEntries(known)
    const values = suggestions.all({
      space: searchSpace(open),
      fixed: () => decided,
      rng: depth === 0 ? rng.fork('joint') : rng.fork('joint', depth),
    })
    for (const [name, value] of Object.entries(values)) {
      known.set(name, value)
      proposed.set(name, value)
    }
  }
}

function exists({ when }: Leaf, known: ReadonlyMap<string, Params[string]>): boolean {
  return when.every(({ name, value }) => known.get(name) === value)
}

/** Sorted by name, so that the order does not depend on how the space was written. */
function searchSpace(leaves: readonly Leaf[]): SearchSpace {
  const entries = leaves.map(({ name, distribution }): [string, Distribution] => [name, distribution])
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function openIn(space: SearchSpace, fixed: Params): SearchSpace {
  return new Map([...space].filter(([name, dist]) => !Object.hasOwn(fixed, name) && cardinality(dist) > 1))
}
