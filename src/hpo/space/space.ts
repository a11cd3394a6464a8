import { z } from 'zod'
import { describeValue } from '../../base/errors.ts'
import { checkLeafNames, fieldsOf } from './fields.ts'
import { invalidSpaceValue } from './messages.ts'
import type { ValueIssue } from './messages.ts'
import { behaviour } from './node.ts'
import type { InferShape, NodeBehaviour, NodeJson, Shape, SpaceNode } from './node.ts'
import { byName, nodeKind, readShape } from './node-kind.ts'

/**
 * A search space: named parameters whose values together have type `T`. Immutable. A space is a node too, so that it can
 * be a field of another one.
 */
export interface Space<out T> extends SpaceNode<T> {
  /** The schema of the values. It refuses unknown fields, and names the path of everything that it refuses. */
  zod(): z.ZodType<T>
  /**
   * The value, if it lies in the space.
   *
   * @throws InputError `space/invalid-value` with every wrong path
   */
  parse(value: unknown): T
  /** Plain data from which `spaceFromJSON` makes an equal space. */
  toJSON(): SpaceJson
}

export type SpaceJson = NodeJson & { readonly version: 1 }

/** The type of values that may be known in part, as for a trial to be enqueued. */
export type PartialValue<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: PartialValue<T[K]> | undefined }
    : T

/**
 * Declares a search space.
 *
 * @example
 * const s = space({
 *   lr: float(1e-5, 1e-1).log().default(1e-3),
 *   depth: int(2, 8),
 *   opt: oneOf('name', { adam: { beta1: float(0.85, 0.99) }, sgd: { momentum: float(0, 0.99) } }),
 * })
 * type P = Infer<typeof s>
 * @throws InputError `space/bad-name`, `space/duplicate-name`, `space/not-a-parameter`
 */
export function space<S extends Shape>(shape: S): Space<InferShape<S>> {
  const fields = fieldsOf(shape)
  return spaceOf<InferShape<S>>({
    ...fields,
    schema: () => z.strictObject(fields.schemas()),
    toJSON: () => ({ kind: 'space', fields: fields.toJSON() }),
  })
}

/** The space of any behaviour whose value is an object. */
export function spaceOf<T>(node: NodeBehaviour<T>): Space<T> {
  checkLeafNames(node.leaves('').map((leaf) => leaf.name))
  let schema: z.ZodType<T> | null = null
  const zod = (): z.ZodType<T> => (schema ??= node.schema() as z.ZodType<T>)
  return Object.freeze({
    [behaviour]: node,
    zod,
    parse(value: unknown): T {
      const result = zod().safeParse(value)
      if (result.success) return result.data
      throw invalidSpaceValue(value, result.error.issues.map(valueIssue))
    },
    toJSON: () => ({ version: 1 as const, ...node.toJSON() }),
  })
}

/** Whether a node is a space. */
export function isSpace(node: SpaceNode): node is Space<Readonly<Record<string, unknown>>> {
  return 'zod' in node && 'parse' in node
}

/** The kind `space`, embedded ones included; the outermost carries the version of the format. */
export const spaceKind = nodeKind(
  {
    version: z.literal(1, { error: ({ input }) => `the version is ${describeValue(input)}, not 1` }).optional(),
    fields: byName,
  },
  ({ fields }, context) => space(readShape(fields, context)),
)

function valueIssue(issue: z.core.$ZodIssue): ValueIssue {
  return { path: issue.path.map(String).join('.'), message: issue.message }
}
