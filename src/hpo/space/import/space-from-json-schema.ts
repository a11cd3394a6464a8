import { describeValue } from '../../../base/errors.ts'
import { isParamValue } from '../distribution.ts'
import type { ParamValue } from '../distribution.ts'
import { bool } from '../kinds/bool.ts'
import { choice } from '../kinds/choice.ts'
import { fixed } from '../kinds/fixed.ts'
import { oneOf } from '../kinds/one-of.ts'
import { childName } from '../node.ts'
import type { Shape, SpaceNode } from '../node.ts'
import { isSpace, space } from '../space.ts'
import type { Space } from '../space.ts'
import { spaceFunctions, nodeFromJSON } from '../space-from-json.ts'
import type { SpaceFunctions } from '../space-from-json.ts'
import type { JsonFunctions } from '../node-kind.ts'
import { withHints } from './json-schema-hints.ts'
import { numberRange } from './json-schema-number.ts'
import { Problems, Unsearchable } from './problems.ts'
import { foreign, isForeign } from './record.ts'
import type { Foreign } from './record.ts'

/** How deep schemas may lie in each other, which ends references that go in circles. */
const deepest = 50

/**
 * The space of the values that a JSON Schema accepts. Searched are objects of bounded numbers, booleans, `enum`, `const`
 * and unions of objects told apart by a text constant; `default` is tried first. An `hpo` beside the keywords adds what
 * JSON Schema cannot say: `{ log: true }`, `step`, `unit`, `prior`, `fidelity`; `space.jsonSchema()` writes it in full.
 * Optional properties are always given a value. Conditions across properties (`not`, `if`, `allOf`) are not read: add
 * them with `require`.
 *
 * @param functions as of `spaceFromJSON`, for a schema written by `space.jsonSchema()`
 * @throws InputError `space/cannot-import` with the path of everything that cannot be searched
 */
export function spaceFromJsonSchema(
  schema: unknown,
  functions: SpaceFunctions = {},
): Space<Readonly<Record<string, unknown>>> {
  const attached = spaceFunctions(functions)
  const problems = new Problems()
  const node = problems.attempt('', () => {
    const reader = new SchemaReader(foreign(schema, 'the schema'), { problems, functions: attached })
    const read = reader.node(schema, '')
    if (isSpace(read)) return read
    throw new Unsearchable('the outermost schema is no object with properties')
  })
  problems.throwIfAny('JSON Schema')
  attached.checkAllUsed()
  return node!
}

interface Reading {
  readonly problems: Problems
  readonly functions: JsonFunctions
}

class SchemaReader {
  private readonly root: Foreign
  private readonly reading: Reading
  private depth = 0

  constructor(root: Foreign, reading: Reading) {
    this.root = root
    this.reading = reading
  }

  node(given: unknown, path: string): SpaceNode {
    if (++this.depth > deepest) throw new Unsearchable('it refers to itself')
    const schema = this.resolve(given)
    const node = this.read(schema, path)
    this.depth--
    return node
  }

  private read(schema: Foreign, path: string): SpaceNode {
    const { hpo } = schema
    if (isForeign(hpo) && 'kind' in hpo) return nodeFromJSON(hpo, path, this.reading.functions)
    if ('const' in schema) return fixed(schema.const as never)
    if (Array.isArray(schema.enum)) return withHints(choice(paramValues(schema.enum)), schema)
    const alternatives = schema.oneOf ?? schema.anyOf
    if (Array.isArray(alternatives))
      return this.union(
        alternatives.map((one) => this.resolve(one)),
        schema,
        path,
      )
    switch (schema.type) {
      case 'boolean':
        return withHints(bool(), schema)
      case 'integer':
      case 'number':
        return withHints(numberRange(schema), schema)
      case 'null':
        return fixed(null)
      case 'object':
        return space(this.shape(schema, path))
      case 'string':
        throw new Unsearchable('a text has no range: list the values with enum')
      case 'array':
        throw new Unsearchable('a list has no range: declare it with permutation, subset or fields of its own')
      default:
        throw new Unsearchable(
          'type' in schema ? `the type is ${describeValue(schema.type)}` : 'it says nothing that can be searched',
        )
    }
  }

  private shape(schema: Foreign, path: string, tag?: string): Shape {
    const entries = Object.entries(foreign(schema.properties ?? {}, 'properties')).flatMap(([key, property]) => {
      if (key === tag) return []
      const at = childName(path, key)
      const depth = this.depth
      const node = this.reading.problems.attempt(at, () => this.node(property, at))
      this.depth = depth
      return node === null ? [] : [[key, node] as const]
    })
    return Object.fromEntries(entries)
  }

  private union(alternatives: readonly Foreign[], schema: Foreign, path: string): SpaceNode {
    if (alternatives.length === 1) return this.node(alternatives[0], path)
    const listed = alternatives.map(({ const: value, enum: values }) => (Array.isArray(values) ? values : [value]))
    if (listed.every((values) => values.every(isParamValue)))
      return withHints(choice(paramValues(listed.flat())), schema)
    const tag = this.tagOf(alternatives)
    if (tag === null)
      throw new Unsearchable('a union is searched when its cases are objects that differ in a constant text')
    const cases = alternatives.map((one): [string, Shape] => {
      const { const: name } = this.resolve(foreign(one.properties)[tag])
      return [String(name), this.shape(one, childName(path, String(name)), tag)]
    })
    const initial = isForeign(schema.default) ? schema.default[tag] : undefined
    return withHints(oneOf(tag, Object.fromEntries(cases)), { ...schema, default: initial })
  }

  /** The property that is a different constant text in each alternative. */
  private tagOf(alternatives: readonly Foreign[]): string | null {
    if (!alternatives.every(({ properties }) => isForeign(properties))) return null
    const namesOf = (key: string): unknown[] =>
      alternatives.map(({ properties }) => {
        const property = (properties as Foreign)[key]
        return isForeign(property) ? this.resolve(property).const : undefined
      })
    const isTag = (key: string): boolean => {
      const names = namesOf(key)
      return names.every((name) => typeof name === 'string') && new Set(names).size === names.length
    }
    return Object.keys(alternatives[0].properties as Foreign).find(isTag) ?? null
  }

  /** What a reference within the document stands for. */
  private resolve(given: unknown): Foreign {
    const schema = foreign(given, 'the schema')
    const { $ref: reference, ...own } = schema
    if (reference === undefined) return schema
    if (typeof reference !== 'string' || !reference.startsWith('#')) {
      throw new Unsearchable(`the reference ${describeValue(reference)} leaves the document`)
    }
    let target: unknown = this.root
    for (const part of reference.split('/').slice(1)) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
      target = isForeign(target) ? target[key] : undefined
    }
    if (++this.depth > deepest) throw new Unsearchable('it refers to itself')
    return { ...this.resolve(foreign(target, `what ${describeValue(reference)} refers to`)), ...own }
  }
}

function paramValues(values: readonly unknown[]): readonly ParamValue[] {
  const odd = values.find((value) => !isParamValue(value))
  if (odd !== undefined) throw new Unsearchable(`the value ${describeValue(odd)} is no number, text, boolean or null`)
  return values as readonly ParamValue[]
}
