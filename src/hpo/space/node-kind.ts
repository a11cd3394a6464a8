import { z } from 'zod'
import { describeValue } from '../../base/errors.ts'
import type { Derive, Predicate } from './computed.ts'
import { badSpaceJson } from './messages.ts'
import { childName } from './node.ts'
import type { Shape, SpaceNode } from './node.ts'

/** How a kind of node is read back from JSON. */
export interface NodeKind {
  /** @throws InputError `space/bad-json`, or the builder's own error for a wrong range */
  fromJSON(json: unknown, context: ReadContext): SpaceNode
}

/** Gives the functions of the space at `path` by name. @throws InputError `space/function-mismatch` */
export interface JsonFunctions {
  derive(path: string, name: string): Derive
  require(path: string, sentence: string): Predicate
}

export interface ReadContext {
  /** Where in the document, for error texts: `opt.adam`. */
  readonly path: string
  /** The functions that the JSON names. */
  readonly functions: JsonFunctions
  /** Reads a node inside this one. */
  readonly read: (json: unknown, path: string) => SpaceNode
}

/** A kind from the schema of its JSON (without the field `kind`) and the function that builds the node. */
export function nodeKind<const S extends z.ZodRawShape>(
  fields: S,
  build: (spec: z.infer<z.ZodObject<S>>, context: ReadContext) => SpaceNode,
): NodeKind {
  const schema = z.strictObject({ kind: z.string(), ...fields })
  return {
    fromJSON(json, context) {
      const result = schema.safeParse(json)
      if (result.success) return build(result.data as z.infer<z.ZodObject<S>>, context)
      const { path, message } = result.error.issues[0]
      throw badSpaceJson([context.path, ...path].filter((part) => part !== '').join('.'), message)
    },
  }
}

/** What `.unit()` and `.doc()` leave in the JSON of a node. */
export const noteFields = { unit: z.string().optional(), doc: z.string().optional() }

/** JSON by name. Not `z.record`, which drops the key `__proto__` in silence; here it reaches the check of names. */
export const byName = z.custom<Readonly<Record<string, unknown>>>(
  (json) => typeof json === 'object' && json !== null && !Array.isArray(json),
  { error: ({ input }) => `expected parameters by name, got ${describeValue(input)}` },
)

/** Reads nodes by name, as spaces and the cases of `oneOf` hold them. */
export function readShape(fields: unknown, { path, read }: Pick<ReadContext, 'path' | 'read'>): Shape {
  const result = byName.safeParse(fields)
  if (!result.success) throw badSpaceJson(path, result.error.issues[0].message)
  return Object.fromEntries(Object.entries(result.data).map(([key, json]) => [key, read(json, childName(path, key))]))
}
