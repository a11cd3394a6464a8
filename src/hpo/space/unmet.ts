import type { Params } from './distribution.ts'
import { draw } from './draw.ts'
import { behaviour } from './node.ts'
import type { SpaceNode } from './node.ts'
import { suggesterFrom } from './suggester.ts'

/**
 * The requirements of a space that flat parameters do not meet, in words. Parameters that are not complete are given the
 * benefit of the doubt.
 *
 * @throws InputError `space/requirement-failed` and its like, for a function that fails
 */
export function unmetBy(space: SpaceNode, params: Params): readonly string[] {
  const node = space[behaviour]
  if (node.unmet === undefined) return []
  const value = knownValue(space, params)
  return value === null ? [] : node.unmet('', value.drawn)
}

/** Thrown inside of a draw; no error, as it happens often. */
const missing = Symbol('missing')

function knownValue(space: SpaceNode, params: Params): { readonly drawn: unknown } | null {
  const known = suggesterFrom((name) => {
    if (Object.hasOwn(params, name)) return params[name]
    throw missing
  })
  try {
    return { drawn: draw(space, known) }
  } catch (error) {
    if (error === missing) return null
    throw error
  }
}
