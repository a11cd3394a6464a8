import type { z } from 'zod'
import { describeValue } from '../../base/errors.ts'
import type { Json } from '../../base/json.ts'
import { contains, describeDistribution } from './distribution.ts'
import type { Distribution, ParamValue } from './distribution.ts'
import { badDefault, invalidValue } from './messages.ts'
import type { NodeBehaviour, NodeJson } from './node.ts'
import { checkedPrior } from './prior.ts'
import type { Prior } from './prior.ts'
import { notesSource } from './source.ts'
import { suggest } from './suggester.ts'

/** What users may add to a node: the value to try first, a unit and a sentence for readers. */
export interface Notes<T> {
  readonly default?: T | undefined
  readonly unit?: string | undefined
  readonly doc?: string | undefined
  readonly prior?: Prior | undefined
  readonly fidelity?: true | undefined
}

export interface LeafOptions<T> {
  /** What errors about the declaration speak of: `float(0, 1)`. */
  readonly subject: string
  readonly kind: string
  /** The TypeScript that declares it, without the notes: `float(0, 1).log()`. */
  readonly source: string
  readonly distribution: Distribution
  /** What `toJSON` writes beside kind and notes. */
  readonly json: Readonly<Record<string, Json>>
  readonly notes: Notes<T>
  /** The schema of the value; `error` is the text for anything that it refuses. */
  schema(error: SchemaError): z.ZodType
  /** The values behind the indices, for a parameter that is stored as an index. */
  readonly labels?: readonly T[]
  /** From the flat parameter to the value and back; they are the same unless given. */
  readonly coding?: LeafCoding<T>
}

export interface LeafCoding<T> {
  /** The values in words, for error texts. */
  readonly allowed: string
  /** `undefined` where there is no such value. */
  decode(flat: ParamValue): T | undefined
  /** `undefined` where there is no such flat parameter. */
  encode(value: unknown): ParamValue | undefined
}

export type SchemaError = (issue: { readonly input?: unknown }) => string

/**
 * The behaviour of a kind that is one flat parameter.
 *
 * @throws InputError `space/bad-default` for a default that the distribution cannot give, `space/bad-prior`
 */
export function leafBehaviour<T extends ParamValue>(options: LeafOptions<T>): NodeBehaviour<T> {
  const { subject, kind, distribution, json, notes } = options
  const coding = options.coding ?? plainCoding<T>(distribution)
  if (notes.default !== undefined && !allows(notes.default)) {
    throw badDefault(subject, notes.default, coding.allowed)
  }
  function allows(value: unknown): boolean {
    const flat = coding.encode(value)
    return flat !== undefined && contains(distribution, flat)
  }
  const prior = notes.prior === undefined ? undefined : checkedPrior(subject, distribution, notes.prior)
  const toJSON = (): NodeJson => ({ kind, ...json, ...notesJson(notes) })
  const extras = {
    ...(notes.unit === undefined ? {} : { unit: notes.unit }),
    ...(prior === undefined ? {} : { prior }),
    ...(notes.fidelity === undefined ? {} : { fidelity: notes.fidelity }),
    ...(options.labels === undefined ? {} : { labels: options.labels }),
  }
  return {
    draw(name, suggester) {
      const flat = suggest(suggester, name, distribution)
      const value = coding.decode(flat)
      if (value === undefined) throw invalidValue(name, flat, describeDistribution(distribution))
      return value
    },
    encode(name, value) {
      if (value === undefined) return []
      if (!allows(value)) throw invalidValue(name, value, coding.allowed)
      return [[name, coding.encode(value)!]]
    },
    leaves: (name) => [{ name, distribution, when: [], ...extras }],
    schema() {
      const error = expectedError(coding.allowed)
      return options.schema(error).refine(allows, { error }).meta(schemaMeta(toJSON(), notes.doc))
    },
    toJSON,
    source: () => options.source + notesSource(notesJson(notes)),
    initial: () => notes.default,
  }
}

/** What a node's schema carries into JSON Schema: the declaration under `hpo`, and its sentence as `description`. */
export function schemaMeta(hpo: NodeJson, doc: string | undefined): Readonly<Record<string, unknown>> {
  return doc === undefined ? { hpo } : { hpo, description: doc }
}

/** The notes that were made, as `toJSON` writes them. */
export function notesJson(notes: Notes<Json>): Readonly<Record<string, Json>> {
  const made = Object.entries(notes) as [string, Json | undefined][]
  return Object.fromEntries(made.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** The text of a schema error: `expected a number from 0 to 1, got 2`. */
export function expectedError(allowed: string): SchemaError {
  return ({ input }) => `expected ${allowed}, got ${describeValue(input)}`
}

/** The coding of a parameter that is stored as the index of its value in `labels`. */
export function indexCoding<T extends ParamValue>(labels: readonly T[]): LeafCoding<T> {
  return {
    allowed: `one of ${labels.map(describeValue).join(', ')}`,
    decode: (index) => labels[index as number],
    encode(value) {
      const index = labels.indexOf(value as T)
      return index === -1 ? undefined : index
    },
  }
}

function plainCoding<T extends ParamValue>(distribution: Distribution): LeafCoding<T> {
  return {
    allowed: describeDistribution(distribution),
    decode: (flat) => flat as T,
    encode: (value) => value as ParamValue,
  }
}
