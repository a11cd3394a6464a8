import { z } from 'zod'
import { describeValue } from '../../../base/errors.ts'
import { checkedCategorical, describeDistribution } from '../distribution.ts'
import type { CategoricalDistribution } from '../distribution.ts'
import { fieldsOf, isShape } from '../fields.ts'
import type { Fields } from '../fields.ts'
import { expectedError, notesJson, schemaMeta } from '../leaf.ts'
import { badDefault, call, duplicateName, emptyChoice, invalidValue, notAShape } from '../messages.ts'
import { childName, spaceNode } from '../node.ts'
import type {
  Condition,
  FlatEntry,
  InferShape,
  Leaf,
  NodeBehaviour,
  NodeJson,
  Shape,
  Simplify,
  SpaceNode,
} from '../node.ts'
import { byName, nodeKind, readShape } from '../node-kind.ts'
import { checkParameterName } from '../parameter-name.ts'
import { bracesSource, literalSource, notesSource } from '../source.ts'

/** The cases of a `oneOf`: for each, the parameters that exist only in it. */
export type Cases = { readonly [name: string]: Shape }

/** The union of the cases, told apart by the field `Tag`. */
export type OneOfValue<Tag extends string, C extends Cases> = {
  [V in keyof C & string]: Simplify<{ [P in Tag]: V } & InferShape<C[V]>>
}[keyof C & string]

/** A group of alternatives under construction. */
export interface OneOfNode<Tag extends string, C extends Cases> extends SpaceNode<OneOfValue<Tag, C>> {
  /** The case to try first, with the defaults of its parameters. */
  default(value: keyof C & string): OneOfNode<Tag, C>
  /** One sentence for readers of the space. */
  doc(text: string): OneOfNode<Tag, C>
}

interface OneOfSpec<Tag extends string, C extends Cases> {
  readonly tag: Tag
  readonly cases: C
  readonly default?: (keyof C & string) | undefined
  readonly doc?: string | undefined
}

/**
 * Alternatives that have parameters of their own. The value is a discriminated union, so `switch (p.opt.name)` narrows
 * it. Flat names: the case under the node's own name (`opt`), its parameters under the case (`opt.adam.beta1`).
 *
 * @param tag the field that holds the name of the case
 * @example oneOf('name', { adam: { beta1: float(0.85, 0.99) }, sgd: { momentum: float(0, 0.99) } })
 * @throws InputError `space/empty-choice`, `space/duplicate-name`, `space/bad-name`, `space/not-a-parameter`,
 *   `space/bad-default`
 */
export function oneOf<const Tag extends string, C extends Cases>(tag: Tag, cases: C): OneOfNode<Tag, C> {
  return build({ tag, cases })
}

export const oneOfKind = nodeKind(
  {
    tag: z.string(),
    cases: byName,
    default: z.string().optional(),
    doc: z.string().optional(),
  },
  ({ cases, ...spec }, context) => {
    const readCase = ([name, fields]: [string, unknown]): [string, Shape] => [
      name,
      readShape(fields, { ...context, path: childName(context.path, name) }),
    ]
    return build<string, Cases>({ ...spec, cases: Object.fromEntries(Object.entries(cases).map(readCase)) })
  },
)

function build<Tag extends string, C extends Cases>(spec: OneOfSpec<Tag, C>): OneOfNode<Tag, C> {
  const { tag, cases } = spec
  checkParameterName(tag)
  if (!isShape(cases)) throw notAShape(cases)
  const names = Object.keys(cases) as (keyof C & string)[]
  const subject = call('oneOf', tag)
  if (names.length === 0) throw emptyChoice(subject)
  const distribution = checkedCategorical(subject, names)
  const fields = new Map<string, Fields<Shape>>(names.map((name) => [name, caseFields(tag, name, cases[name])]))
  if (spec.default !== undefined && !fields.has(spec.default)) {
    throw badDefault(subject, spec.default, describeDistribution(distribution))
  }
  const source = `oneOf(${literalSource(tag)}, ${bracesSource([...fields].map(([name, own]) => [name, own.source()]))})`
  const toJSON = (): NodeJson => ({
    kind: 'oneOf',
    tag,
    cases: Object.fromEntries([...fields].map(([name, own]) => [name, own.toJSON()])),
    ...notesJson({ default: spec.default, doc: spec.doc }),
  })
  return spaceNode(
    {
      ...unionBehaviour<OneOfValue<Tag, C>>({ tag, distribution, fields }),
      schema: () => unionSchema(tag, fields).meta(schemaMeta(toJSON(), spec.doc)),
      toJSON,
      source: () => source + notesSource({ default: spec.default, doc: spec.doc }),
      initial: () =>
        spec.default === undefined
          ? undefined
          : { [tag]: spec.default, ...(fields.get(spec.default)!.initial() as object) },
    },
    {
      default: (value: keyof C & string) => build({ ...spec, default: value }),
      doc: (doc: string) => build({ ...spec, doc }),
    },
  )
}

function caseFields(tag: string, name: string, shape: Shape): Fields<Shape> {
  checkParameterName(name)
  const fields = fieldsOf(shape)
  if (!Object.hasOwn(shape, tag)) return fields
  throw duplicateName(tag, `It is the field of oneOf(${describeValue(tag)}) that holds the case: rename the parameter.`)
}

interface Union {
  readonly tag: string
  readonly distribution: CategoricalDistribution
  readonly fields: ReadonlyMap<string, Fields<Shape>>
}

type UnionBehaviour<T> = Pick<NodeBehaviour<T>, 'draw' | 'encode' | 'leaves' | 'unmet'>

function unionBehaviour<T>({ tag, distribution, fields }: Union): UnionBehaviour<T> {
  const allowed = describeDistribution(distribution)
  return {
    draw(name, suggester) {
      const chosen = suggester.categorical(name, distribution.choices) as string
      const own = fields.get(chosen)
      if (own === undefined) throw invalidValue(name, chosen, allowed)
      return { [tag]: chosen, ...own.draw(childName(name, chosen), suggester) } as T
    },
    encode(name, value): readonly FlatEntry[] {
      if (value === undefined) return []
      if (typeof value !== 'object' || value === null) throw invalidValue(name, value, `an object with ${tag}`)
      const { [tag]: chosen, ...rest } = value as Readonly<Record<string, unknown>>
      const own = fields.get(chosen as string)
      if (own === undefined) throw invalidValue(childName(name, tag), chosen, allowed)
      return [[name, chosen as string], ...own.encode(childName(name, chosen as string), rest)]
    },
    leaves: (name) => [
      { name, distribution, when: [] },
      ...[...fields].flatMap(([chosen, own]) =>
        own.leaves(childName(name, chosen)).map((leaf) => under({ name, value: chosen }, leaf)),
      ),
    ],
    ...([...fields.values()].some((own) => own.unmet !== undefined)
      ? {
          unmet(name: string, value: T) {
            const known = value as Readonly<Record<string, unknown>>
            const chosen = known[tag] as string
            return fields.get(chosen)?.unmet?.(childName(name, chosen), known) ?? []
          },
        }
      : {}),
  }
}

function under(condition: Condition, leaf: Leaf): Leaf {
  return { ...leaf, when: [condition, ...leaf.when] }
}

function unionSchema(tag: string, fields: ReadonlyMap<string, Fields<Shape>>): z.ZodType {
  const [first, ...rest] = [...fields].map(([name, own]) =>
    z.strictObject({ [tag]: z.literal(name), ...own.schemas() }),
  )
  const names = [...fields.keys()].map(describeValue).join(', ')
  return z.discriminatedUnion(tag, [first, ...rest], { error: expectedError(`${tag} to be one of ${names}`) })
}
