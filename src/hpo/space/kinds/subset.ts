import { z } from 'zod'
import { checkOptionNames } from '../../../base/check-argument.ts'
import { describeValue } from '../../../base/errors.ts'
import { checkedCategorical } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { badDefault, badSubsetSize, duplicateName, invalidValue, unmetSize } from '../messages.ts'
import { childName, spaceNode } from '../node.ts'
import type { FlatEntry, NodeBehaviour, NodeJson, SpaceNode } from '../node.ts'
import { nodeKind } from '../node-kind.ts'
import { callSource, notesSource } from '../source.ts'
import { suggest } from '../suggester.ts'
import { checkedItems } from './items.ts'

/** A subset under construction. */
export interface SubsetNode<Item extends ParamValue> extends SpaceNode<Item[]> {
  /** The items to try first. */
  default(value: readonly Item[]): SubsetNode<Item>
  /** One sentence for readers of the space. */
  doc(text: string): SubsetNode<Item>
}

/** How few and how many items a subset may hold: 0 and all of them unless given. */
export interface SubsetSize {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

interface SubsetSpec<Item extends ParamValue> extends SubsetSize {
  readonly items: readonly Item[]
  readonly default?: readonly Item[] | undefined
  readonly doc?: string | undefined
}

/**
 * Some of the items, in the order in which they are declared: terms of an equation, features, augmentations. Each item
 * is stored as a boolean, `terms.symmetry`. `min` and `max` are hard: no trial ever has more or fewer items.
 *
 * @example subset(['conservation', 'symmetry', 'entropy'], { min: 1, max: 2 })
 * @throws InputError `space/bad-items`, `space/bad-choice`, `space/duplicate-choice`, `space/duplicate-name`,
 *   `space/non-finite`, `space/bad-subset-size`, `space/bad-default`
 */
export function subset<const Item extends ParamValue>(items: readonly Item[], size: SubsetSize = {}): SubsetNode<Item> {
  checkOptionNames('subset', size, ['min', 'max'])
  return build({ items, min: size.min, max: size.max })
}

const stored = z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))

export const subsetKind = nodeKind(
  {
    items: stored,
    min: z.number().optional(),
    max: z.number().optional(),
    default: stored.optional(),
    doc: z.string().optional(),
  },
  build<ParamValue>,
)

function build<Item extends ParamValue>(spec: SubsetSpec<Item>): SubsetNode<Item> {
  const items = checkedItems('subset', spec.items, 1)
  const names = items.map(String)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw duplicateName(twice, 'Items of a subset must differ as texts too.')
  const { min = 0, max = items.length, default: initial } = spec
  const whole = Number.isInteger(min) && Number.isInteger(max)
  if (!whole || !(min >= 0 && min <= max && max <= items.length)) throw badSubsetSize({ min, max, items: items.length })
  const checked = {
    ...spec,
    items,
    min,
    max,
    allowed: `${sizeText(min, max)} of ${items.map(describeValue).join(', ')}`,
  }
  if (initial !== undefined && !isSubset(checked, initial)) throw badDefault('subset', initial, checked.allowed)
  return spaceNode(flagBehaviour(checked), {
    default: (value: readonly Item[]) => build({ ...spec, default: Array.isArray(value) ? [...value] : value }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}

interface CheckedSubset<Item extends ParamValue> extends SubsetSpec<Item> {
  readonly min: number
  readonly max: number
  /** The values in words. */
  readonly allowed: string
}

function flagBehaviour<Item extends ParamValue>(spec: CheckedSubset<Item>): NodeBehaviour<Item[]> {
  const { items, min, max, allowed, doc, default: initial } = spec
  const flag = checkedCategorical('subset', [false, true])
  const flatName = (name: string, item: Item): string => childName(name, String(item))
  const bounds = { ...(min === 0 ? {} : { min }), ...(max === items.length ? {} : { max }) }
  const toJSON = (): NodeJson => ({ kind: 'subset', items, ...bounds, ...notesJson({ default: initial, doc }) })
  const bounded = min > 0 || max < items.length
  return {
    draw: (name, suggester) => items.filter((item) => suggest(suggester, flatName(name, item), flag) === true),
    encode(name, value) {
      if (value === undefined) return []
      if (!isSubset(spec, value)) throw invalidValue(name, value, allowed)
      return items.map((item): FlatEntry => [flatName(name, item), value.includes(item)])
    },
    leaves: (name) =>
      items.map((item, index) => ({
        name: flatName(name, item),
        distribution: flag,
        when: [],
        part: { kind: 'subset', of: name, index, size: items.length, bounds: [min, max] },
      })),
    schema() {
      const error = expectedError(allowed)
      return z
        .array(z.literal(items, { error }), { error })
        .min(min, { error })
        .max(max, { error })
        .refine((value) => isSubset(spec, value), { error })
        .overwrite((value) => items.filter((item) => value.includes(item)))
        .meta(schemaMeta(toJSON(), doc))
    },
    toJSON,
    source: () => callSource('subset', items, bounded ? bounds : undefined) + notesSource({ default: initial, doc }),
    initial: () => initial,
    ...(bounded
      ? {
          unmet: (name: string, { length }: readonly Item[]) =>
            length >= min && length <= max ? [] : [unmetSize(name, sizeText(min, max))],
        }
      : {}),
  }
}

function sizeText(min: number, max: number): string {
  return min === max ? `${min}` : `${min} to ${max}`
}

function isSubset<Item extends ParamValue>(
  { items, min, max }: CheckedSubset<Item>,
  value: unknown,
): value is readonly Item[] {
  return (
    Array.isArray(value) &&
    value.length >= min &&
    value.length <= max &&
    new Set(value).size === value.length &&
    value.every((item) => items.includes(item as Item))
  )
}
