import { checkedCategorical } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import { badItems, notFinite } from '../messages.ts'

/**
 * A frozen copy of the items of an ordinal, subset or permutation: different, storable, and such that JSON keeps them.
 *
 * @throws InputError `space/bad-items`, `space/bad-choice`, `space/duplicate-choice`, `space/non-finite`
 */
export function checkedItems<T extends ParamValue>(builder: string, items: readonly T[], least: number): readonly T[] {
  const allowed = least === 1 ? 'one item or more' : `${least} items or more`
  if (!Array.isArray(items) || items.length < least) throw badItems(builder, items, allowed)
  const { choices } = checkedCategorical(builder, items)
  const odd = choices.find((value) => typeof value === 'number' && !Number.isFinite(value))
  if (odd !== undefined) throw notFinite(builder, 'item', odd)
  return choices as readonly T[]
}
