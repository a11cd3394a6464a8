import { z } from 'zod'
import { describeValue } from '../../../base/errors.ts'
import { checkedInt } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { badDefault, invalidValue } from '../messages.ts'
import { childName, spaceNode } from '../node.ts'
import type { FlatEntry, NodeBehaviour, NodeJson, SpaceNode } from '../node.ts'
import { nodeKind } from '../node-kind.ts'
import { callSource, notesSource } from '../source.ts'
import { suggest } from '../suggester.ts'
import { checkedItems } from './items.ts'
import { digitsOfItems, itemsOfDigits } from './lehmer.ts'

/** An order under construction. */
export interface PermutationNode<Item extends ParamValue> extends SpaceNode<Item[]> {
  /** The order to try first. */
  default(value: readonly Item[]): PermutationNode<Item>
  /** One sentence for readers of the space. */
  doc(text: string): PermutationNode<Item>
}

interface PermutationSpec<Item extends ParamValue> {
  readonly items: readonly Item[]
  readonly default?: readonly Item[] | undefined
  readonly doc?: string | undefined
}

/**
 * All of the items in some order: stages of a curriculum, layers, loss terms by priority. n items are stored as n − 1
 * whole numbers, the digits of their Lehmer code: `order.0`, `order.1`, …
 *
 * @example permutation(['ic', 'bc', 'pde'])
 * @throws InputError `space/bad-items`, `space/bad-choice`, `space/duplicate-choice`, `space/non-finite`,
 *   `space/bad-default`
 */
export function permutation<const Item extends ParamValue>(items: readonly Item[]): PermutationNode<Item> {
  return build({ items })
}

const stored = z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]))

export const permutationKind = nodeKind(
  { items: stored, default: stored.optional(), doc: z.string().optional() },
  build<ParamValue>,
)

function build<Item extends ParamValue>(spec: PermutationSpec<Item>): PermutationNode<Item> {
  const items = checkedItems('permutation', spec.items, 2)
  const allowed = `each of ${items.map(describeValue).join(', ')} once`
  const { default: initial } = spec
  if (initial !== undefined && !isPermutation(items, initial)) throw badDefault('permutation', initial, allowed)
  return spaceNode(digitBehaviour({ ...spec, items, allowed }), {
    default: (value: readonly Item[]) => build({ ...spec, default: Array.isArray(value) ? [...value] : value }),
    doc: (doc: string) => build({ ...spec, doc }),
  })
}

function digitBehaviour<Item extends ParamValue>(
  spec: PermutationSpec<Item> & { readonly allowed: string },
): NodeBehaviour<Item[]> {
  const { items, allowed, doc, default: initial } = spec
  const size = items.length
  const digits = items.slice(1).map((_, index) => checkedInt('permutation', { low: 0, high: size - 1 - index }))
  const toJSON = (): NodeJson => ({ kind: 'permutation', items, ...notesJson({ default: initial, doc }) })
  return {
    draw: (name, suggester) =>
      itemsOfDigits(
        items,
        digits.map((digit, index) => suggest(suggester, childName(name, `${index}`), digit) as number),
      ),
    encode(name, value) {
      if (value === undefined) return []
      if (!isPermutation(items, value)) throw invalidValue(name, value, allowed)
      return digitsOfItems(items, value).map((digit, index): FlatEntry => [childName(name, `${index}`), digit])
    },
    leaves: (name) =>
      digits.map((distribution, index) => ({
        name: childName(name, `${index}`),
        distribution,
        when: [],
        part: { kind: 'permutation', of: name, index, size },
      })),
    schema() {
      const error = expectedError(allowed)
      return z
        .array(z.literal(items, { error }), { error })
        .refine((value) => isPermutation(items, value), { error })
        .meta(schemaMeta(toJSON(), doc))
    },
    toJSON,
    source: () => callSource('permutation', items) + notesSource({ default: initial, doc }),
    initial: () => initial,
  }
}

function isPermutation<Item>(items: readonly Item[], value: unknown): value is readonly Item[] {
  return Array.isArray(value) && value.length === items.length && items.every((item) => value.includes(item))
}
