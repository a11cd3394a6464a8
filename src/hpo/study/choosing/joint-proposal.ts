import type { Rng } from '../../../base/rng.ts'
import type { DeclaredSpace } from '../../core/sampler.ts'
import { cardinality, type Distribution, onlyValue, type Params, type SearchSpace } from '../../space/distribution.ts'
import type { Leaf } from '../../space/node.ts'
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
  return open.size === 0 ? {} : suggestions.all({ space: open, fixed, rng: rng.fork('joint') })
}

/** What a sampler that models branches proposes for a whole declared space. */
export function proposeTree(declared: DeclaredSpace, { suggestions, fixed, rng }: ProposalRequest): Params {
  const open = openIn(searchSpaceOf(declared), fixed)
  return open.size === 0 ? {} : suggestions.some({ space: open, fixed, rng: rng.fork('joint') })
}

/**
 * What a joint sampler proposes for a declared space: first the parameters that every trial has, then, as choices bring
 * them into being, those of each branch together.
 */
export function proposeBranches(declared: DeclaredSpace, request: ProposalRequest): Params {
  if (!hasBranches(declared)) return proposeFlat(searchSpaceOf(declared), request)
  const { suggestions, fixed, rng } = request
  const known = new Map(Object.entries(fixed))
  const proposed = new Map<string, Params[string]>()
  for (let depth = 0; ; depth++) {
    const space = takeOpen(declared, known)
    if (space.size === 0) return Object.fromEntries(proposed)
    const decided = Object.fromEntries(known)
    const values = suggestions.all({
      space,
      fixed: decided,
      rng: depth === 0 ? rng.fork('joint') : rng.fork('joint', depth),
    })
    for (const [name, value] of Object.entries(values)) {
      known.set(name, value)
      proposed.set(name, value)
    }
  }
}

/** The parameters that exist under what is known and are open; those with one value become known. */
function takeOpen(declared: DeclaredSpace, known: Map<string, Params[string]>): SearchSpace {
  const open = new Set<string>()
  for (const leaf of declared.leaves.values()) {
    if (known.has(leaf.name) || !exists(leaf, known)) continue
    if (cardinality(leaf.distribution) === 1) known.set(leaf.name, onlyValue(leaf.distribution))
    else open.add(leaf.name)
  }
  const all = searchSpaceOf(declared)
  return open.size === all.size ? all : new Map([...all].filter(([name]) => open.has(name)))
}

function exists({ when }: Leaf, known: ReadonlyMap<string, Params[string]>): boolean {
  return when.every(({ name, value }) => known.get(name) === value)
}

const branching = new WeakMap<DeclaredSpace, boolean>()

function hasBranches(declared: DeclaredSpace): boolean {
  let known = branching.get(declared)
  if (known === undefined) {
    known = [...declared.leaves.values()].some(({ when }) => when.length > 0)
    branching.set(declared, known)
  }
  return known
}

const searchSpaces = new WeakMap<DeclaredSpace, SearchSpace>()

/** Every parameter, sorted by name, so that the order does not depend on how the space was written. */
function searchSpaceOf(declared: DeclaredSpace): SearchSpace {
  let space = searchSpaces.get(declared)
  if (space === undefined) {
    const leaves = [...declared.leaves.values()]
    const entries = leaves.map(({ name, distribution }): [string, Distribution] => [name, distribution])
    space = new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
    searchSpaces.set(declared, space)
  }
  return space
}

/** Spaces of which no parameter is known before it is asked for. */
const wideSpaces = new WeakSet<SearchSpace>()

function openIn(space: SearchSpace, fixed: Params): SearchSpace {
  if (wideSpaces.has(space)) {
    if (Object.keys(fixed).length === 0) return space
  } else if (Array.from(space.values()).every((dist) => cardinality(dist) > 1)) wideSpaces.add(space)
  return new Map([...space].filter(([name, dist]) => !Object.hasOwn(fixed, name) && cardinality(dist) > 1))
}
