import { z } from 'zod'
import { describeValue } from '../../../base/errors.ts'
import type { Json } from '../../../base/json.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { invalidValue, notJson } from '../messages.ts'
import { spaceNode } from '../node.ts'
import type { NodeJson, SpaceNode } from '../node.ts'
import { nodeKind } from '../node-kind.ts'
import { callSource, notesSource } from '../source.ts'

/** A constant under construction. */
export interface FixedNode<out V> extends SpaceNode<V> {
  /** One sentence for readers of the space. */
  doc(text: string): FixedNode<V>
}

/**
 * A constant: part of every value, never searched and no parameter of a trial. It may be any JSON value; a copy of it
 * is kept, deeply frozen.
 *
 * @example fixed(42)
 * @throws InputError `space/bad-fixed`
 */
export function fixed<const V extends Json>(value: V): FixedNode<V> {
  return build(frozenCopy(value, value) as V, undefined)
}

export const fixedKind = nodeKind({ value: z.json(), doc: z.string().optional() }, ({ value, doc }) =>
  build(frozenCopy(value, value), doc),
)

function build<V extends Json>(value: V, doc: string | undefined): FixedNode<V> {
  const allowed = `exactly ${describeValue(value)}`
  const toJSON = (): NodeJson => ({ kind: 'fixed', value, ...notesJson({ doc }) })
  return spaceNode(
    {
      draw: () => value,
      encode(name: string, given: unknown) {
        if (given !== undefined && !sameJson(given, value)) throw invalidValue(name, given, allowed)
        return []
      },
      leaves: () => [],
      schema: () =>
        z
          .unknown()
          .refine((given) => sameJson(given, value), { error: expectedError(allowed) })
          .meta(schemaMeta(toJSON(), doc)),
      toJSON,
      source: () => callSource('fixed', value) + notesSource({ doc }),
      initial: () => value,
    },
    { doc: (text: string) => build(value, text) },
  )
}

function frozenCopy(value: unknown, whole: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  if (Array.isArray(value)) return Object.freeze(value.map((item) => frozenCopy(item, whole)))
  if (!isPlainObject(value)) throw notJson(whole)
  const entries = Object.entries(value).map(([key, item]): [string, Json] => {
    if (key === '__proto__') throw notJson(whole)
    return [key, frozenCopy(item, whole)]
  })
  return Object.freeze(Object.fromEntries(entries))
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x, b[i]))
  if (!isPlainObject(a) || !isPlainObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  // By its parent, not by identity: an object made in another realm (a notebook's context) is plain too.
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
