import { z } from 'zod'
import type { ParamValue } from '../distribution.ts'
import { checkedInt } from '../distribution.ts'
import { indexCoding, leafBehaviour } from '../leaf.ts'
import type { Notes } from '../leaf.ts'
import { call } from '../messages.ts'
import { spaceNode } from '../node.ts'
import type { SpaceNode } from '../node.ts'
import { nodeKind, noteFields } from '../node-kind.ts'
import { callSource } from '../source.ts'
import { checkedItems } from './items.ts'

/** An ordered choice under construction; its value is one of `V`. */
export interface OrdinalNode<V extends ParamValue> extends SpaceNode<V> {
  /** The value to try first. */
  default(value: V): OrdinalNode<V>
  /** The unit, shown on axes. */
  unit(unit: string): OrdinalNode<V>
  /** One sentence for readers of the space. */
  doc(text: string): OrdinalNode<V>
}

interface OrdinalSpec<V extends ParamValue> extends Notes<V> {
  readonly values: readonly V[]
}

/**
 * One of the values given, which are in order: sizes, qualities, uneven grids. Storages keep the index in this list, a
 * whole number, so that samplers learn from neighbours; the list itself is in the study's attribute `ansatz:space`.
 *
 * @example ordinal('coarse', 'medium', 'fine').default('medium')
 * @throws InputError `space/bad-items`, `space/bad-choice`, `space/duplicate-choice`, `space/non-finite`,
 *   `space/bad-default`
 */
export function ordinal<const V extends ParamValue>(values: readonly V[]): OrdinalNode<V>
export function ordinal<const V extends readonly [ParamValue, ...ParamValue[]]>(...values: V): OrdinalNode<V[number]>
export function ordinal(...given: readonly (ParamValue | readonly ParamValue[])[]): OrdinalNode<ParamValue> {
  const listed = given.length === 1 && Array.isArray(given[0]) ? given[0] : given
  return build({ values: listed as readonly ParamValue[] })
}

const stored = z.union([z.number(), z.string(), z.boolean(), z.null()])

export const ordinalKind = nodeKind(
  { values: z.array(stored), default: stored.optional(), ...noteFields },
  build<ParamValue>,
)

function build<V extends ParamValue>(spec: OrdinalSpec<V>): OrdinalNode<V> {
  const { values, ...notes } = spec
  const labels = checkedItems('ordinal', values, 1)
  const subject = call('ordinal', ...labels)
  return spaceNode(
    leafBehaviour<V>({
      source: callSource('ordinal', ...labels),
      subject,
      kind: 'ordinal',
      distribution: checkedInt(subject, { low: 0, high: labels.length - 1 }),
      json: { values: labels },
      notes,
      schema: (error) => z.literal(labels, { error }),
      labels,
      coding: indexCoding(labels),
    }),
    {
      default: (value: V) => build({ ...spec, default: value }),
      unit: (unit: string) => build({ ...spec, unit }),
      doc: (doc: string) => build({ ...spec, doc }),
    },
  )
}
