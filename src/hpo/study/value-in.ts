import { InputError } from '../../base/errors.ts'
import type { Params } from '../space/distribution.ts'
import { decode } from '../space/decode.ts'
import type { SpaceNode } from '../space/node.ts'
import { isSpace, type Space } from '../space/space.ts'

/** The value of flat parameters in a space; null for those of another one. */
export function valueIn<P>(space: SpaceNode<P>, flat: Params): P | null {
  if (!isSpace(space)) return null
  try {
    return decode(space as Space<P>, flat)
  } catch (error) {
    if (error instanceof InputError) return null
    throw error
  }
}
