import { badArgument } from '../../base/check-argument.ts'
import { contains, describeDistribution } from './distribution.ts'
import type { Distribution, Params, ParamValue } from './distribution.ts'
import { draw } from './draw.ts'
import { invalidValue, missingParameter } from './messages.ts'
import type { Space } from './space.ts'
import { suggesterFrom } from './suggester.ts'

/**
 * The typed value of flat parameters, for example of a stored trial. Numbers outside the present range are accepted,
 * because a study may have searched a wider one before; parameters that the space does not know are ignored.
 *
 * @throws InputError `space/missing-parameter`, or `space/invalid-value` for what cannot be of the type: an unknown
 *   choice, a fraction for an int
 */
export function decode<T>(space: Space<T>, flat: Params): T {
  if (typeof flat !== 'object' || flat === null) {
    throw badArgument({
      call: 'decode',
      what: 'the parameters',
      value: flat,
      allowed: 'values by flat name, as trial.params',
    })
  }
  const stored = suggesterFrom((name, distribution) => {
    if (!Object.hasOwn(flat, name)) throw missingParameter(name)
    const value = flat[name]
    if (!isOfType(distribution, value)) throw invalidValue(name, value, describeDistribution(distribution))
    return value
  })
  return draw(space, stored)
}

function isOfType(distribution: Distribution, value: ParamValue): boolean {
  switch (distribution.kind) {
    case 'categorical':
      return contains(distribution, value)
    case 'int':
      return Number.isInteger(value)
    case 'float':
      return Number.isFinite(value)
  }
}
