import { z } from 'zod'
import { duplicateName, invalidValue, notANode, notAShape, unknownParameter } from './messages.ts'
import { behaviour, childName, isSpaceNode } from './node.ts'
import type { InferShape, NodeBehaviour, NodeJson, Shape } from './node.ts'
import { checkParameterName } from './parameter-name.ts'
import { bracesSource } from './source.ts'

/** The behaviour of nodes side by side, as the fields of one object; spaces and the cases of `oneOf` are made of it. */
export interface Fields<S extends Shape> extends Omit<
  NodeBehaviour<InferShape<S>>,
  'toJSON' | 'source' | 'schema' | 'unmet'
> {
  /** What the fields of a value do not meet; absent where nothing is required. */
  unmet?(name: string, value: Readonly<Record<string, unknown>>): readonly string[]
  /** The schemas of the fields, for an object schema. */
  schemas(): Readonly<Record<string, z.ZodType>>
  /** The JSON of the fields by name. */
  toJSON(): Readonly<Record<string, NodeJson>>
  /** The declarations of the fields, in braces. */
  source(): string
}

/**
 * Puts nodes together.
 *
 * @throws InputError `space/bad-name`, `space/not-a-parameter`
 */
export function fieldsOf<S extends Shape>(shape: S): Fields<S> {
  if (!isShape(shape)) throw notAShape(shape)
  const nodes = Object.entries(shape).map(([key, node]) => {
    checkParameterName(key)
    if (!isSpaceNode(node)) throw notANode(key, node)
    return [key, node[behaviour]] as const
  })
  const byName = <T>(of: (node: NodeBehaviour<unknown>) => T): Record<string, T> =>
    Object.fromEntries(nodes.map(([key, node]) => [key, of(node)]))
  const demanding = nodes.filter(([, node]) => node.unmet !== undefined)
  return {
    draw(name, suggester) {
      const value: Record<string, unknown> = {}
      for (const [key, node] of nodes) value[key] = node.draw(childName(name, key), suggester)
      return value as InferShape<S>
    },
    encode(name, value) {
      if (value === undefined) return []
      if (typeof value !== 'object' || value === null) throw invalidValue(name, value, 'an object of parameters')
      const given = value as Readonly<Record<string, unknown>>
      const stranger = Object.keys(given).find((key) => !Object.hasOwn(shape, key))
      if (stranger !== undefined) throw unknownParameter(childName(name, stranger), Object.keys(shape))
      return nodes.flatMap(([key, node]) =>
        Object.hasOwn(given, key) ? node.encode(childName(name, key), given[key]) : [],
      )
    },
    leaves: (name) => nodes.flatMap(([key, node]) => node.leaves(childName(name, key))),
    schemas: () => byName((node) => node.schema()),
    toJSON: () => byName((node) => node.toJSON()),
    source: () => bracesSource(nodes.map(([key, node]) => [key, node.source()])),
    initial: () => byName((node) => node.initial()),
    ...(demanding.length === 0
      ? {}
      : { unmet: (name, value) => demanding.flatMap(([key, node]) => node.unmet!(childName(name, key), value[key])) }),
  }
}

/** Whether a value can hold nodes by name. */
export function isShape(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Refuses flat names that no storage could keep apart, such as `'opt.lr'` beside a group `opt` with an `lr`.
 *
 * @throws InputError `space/duplicate-name`, `space/bad-name`
 */
export function checkLeafNames(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    checkParameterName(name)
    if (seen.has(name)) throw duplicateName(name)
    seen.add(name)
  }
}
