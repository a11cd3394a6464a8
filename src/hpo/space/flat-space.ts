import type { Params, SearchSpace } from './distribution.ts'
import { behaviour } from './node.ts'
import type { Leaf } from './node.ts'
import type { Space } from './space.ts'

/** Every flat parameter of the space in the order of drawing, with the choices on which it depends. */
export function leavesOf(space: Space<unknown>): readonly Leaf[] {
  return space[behaviour].leaves('')
}

/** The flat parameters that every trial has: those which a sampler may draw together before any choice is made. */
export function flatSpace(space: Space<unknown>): SearchSpace {
  return searchSpace(leavesOf(space).filter((leaf) => leaf.when.length === 0))
}

/** The flat parameters of a trial in which the choices in `params` were made, `flatSpace` included. */
export function activeSpace(space: Space<unknown>, params: Params): SearchSpace {
  return searchSpace(
    leavesOf(space).filter((leaf) =>
      leaf.when.every(({ name, value }) => Object.hasOwn(params, name) && params[name] === value),
    ),
  )
}

function searchSpace(leaves: readonly Leaf[]): SearchSpace {
  return new Map(leaves.map((leaf) => [leaf.name, leaf.distribution]))
}
