import type { Params } from './distribution.ts'
import { behaviourOf } from './node.ts'
import type { PartialValue, Space } from './space.ts'

/**
 * The flat parameters of a value: the inverse of `draw`. A value may be known in part (a field missing or undefined);
 * the result then holds what is known.
 *
 * @throws InputError `space/invalid-value` for a value outside its range, `space/unknown-parameter` for a misspelt field
 */
export function encode<T>(space: Space<T>, value: NoInfer<PartialValue<T>>): Params {
  return Object.fromEntries(behaviourOf(space, 'encode').encode('', value))
}

/** The flat parameters of the defaults that were declared: the trial to start with. Empty when there are none. */
export function encodeDefaults(space: Space<unknown>): Params {
  const node = behaviourOf(space, 'encodeDefaults')
  return Object.fromEntries(node.encode('', node.initial()))
}
