import { z } from 'zod'
import { checkText } from '../../base/check-argument.ts'
import { describeValue } from '../../base/errors.ts'
import type { Json } from '../../base/json.ts'
import type { Branched, BranchCases, BranchKey, Derived, Extended, Functions } from './branched.ts'
import type { KeyOfUnion, NoStrangers, Omitted } from './branched.ts'
import type { Derive, Named, Predicate } from './computed.ts'
import { checkLeafNames, isShape } from './fields.ts'
import { checkFidelity } from './fidelity.ts'
import type { fidelityName, FidelityName } from './fidelity.ts'
import { badFunction, invalidSpaceValue, keyInUse, notAShape, unknownParameter } from './messages.ts'
import type { ValueIssue } from './messages.ts'
import { spaceNode } from './node.ts'
import type { InferShape, NodeBehaviour, NodeJson, Shape, SpaceNode } from './node.ts'
import { byName, nodeKind, readShape } from './node-kind.ts'
import { spaceBehaviour } from './space-spec.ts'
import type { SpaceSpec } from './space-spec.ts'

/**
 * A search space: named parameters whose values together have type `T`. Immutable: every method gives a new one. A space
 * is a node too, so that it can be a field of another one.
 */
export interface Space<out T, out F extends string = string> extends SpaceNode<T> {
  readonly [fidelityName]?: F
  /**
   * Adds parameters that exist only under some values of a choice: `switch (p.schedule)` narrows the value, and outside
   * of its branch a parameter does not compile. The key may belong to an earlier branch. A parameter has its own name as
   * flat name, or `schedule.cosine.decay` where several cases of the branch have a `decay`.
   *
   * @example .branch('schedule', { cosine: { restarts: int(1, 5) }, exponential: { decay: float(0.8, 0.999) } })
   * @throws InputError `space/bad-branch`, `space/duplicate-name`
   */
  branch<const K extends BranchKey<T>, C extends BranchCases<T, K>>(
    key: K,
    cases: C & NoStrangers<T, K, C>,
  ): Space<Branched<T, K, C>, F>
  /**
   * Adds values that are computed from the others: dimensionless numbers, sizes, memory. They are in every value, may use
   * what was derived before, and are never searched nor stored.
   *
   * @example .derive({ Re: (p) => 1 / p.nu })
   * @throws InputError `space/duplicate-name`, `space/bad-function`
   */
  derive<D extends Functions<T>>(functions: D): Space<Derived<T, D>, F>
  /**
   * Forbids values for which `holds` is false. It is hard: no trial is ever started with such a value, an enqueued one is
   * refused. Keep it cheap, it is asked often.
   *
   * @param sentence what is required, for error texts
   * @example .require('fits in memory', (p) => p.width ** 2 * p.depth <= 1e6)
   * @throws InputError `space/duplicate-name`, `space/bad-function`
   */
  require(sentence: string, holds: (params: T) => boolean): Space<T, F>
  /** Adds parameters, or puts them in place of those of the same name. @throws InputError as `space` */
  extend<S extends Shape>(shape: S): Space<Extended<T, S>, Exclude<F, keyof S> | FidelityName<S>>
  /** Leaves parameters out. @throws InputError `space/unknown-parameter`; `space/bad-branch` when a branch hangs on one */
  omit<const K extends KeyOfUnion<T>>(...keys: readonly K[]): Space<Omitted<T, K>, Exclude<F, K>>
  /** The schema of the values. It refuses unknown fields, and names the path of everything that it refuses. */
  zod(): z.ZodType<T>
  /** The schema as JSON Schema (2020-12), with each declaration under `hpo`. What only functions know is not in it. */
  jsonSchema(): JsonObject
  /**
   * The value, if it lies in the space. Derived values are computed, and may be left out of it.
   *
   * @throws InputError `space/invalid-value` with every wrong path
   */
  parse(value: unknown): T
  /** Plain data from which `spaceFromJSON` makes an equal space; of functions their names. */
  toJSON(): SpaceJson
}

export type JsonObject = { readonly [key: string]: Json }

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
export function space<S extends Shape>(shape: S): Space<InferShape<S>, FidelityName<S>> {
  return spaceOf<InferShape<S>, FidelityName<S>>({ shape, branches: [], derived: [], requirements: [] })
}

/** The space of a declaration whose values have the type `T`. */
export function spaceOf<T, F extends string = string>(spec: SpaceSpec): Space<T, F> {
  const node = spaceBehaviour(spec)
  const leaves = node.leaves('')
  checkLeafNames(leaves.map((leaf) => leaf.name))
  checkFidelity(leaves)
  let schema: z.ZodType<T> | null = null
  const zod = (): z.ZodType<T> => (schema ??= node.schema() as z.ZodType<T>)
  return spaceNode(node as NodeBehaviour<T>, {
    ...combinators<T, F>(spec),
    zod,
    jsonSchema: () => z.toJSONSchema(zod(), { io: 'input' }) as JsonObject,
    parse(value: unknown): T {
      const result = zod().safeParse(value)
      if (result.success) return result.data
      throw invalidSpaceValue(value, result.error.issues.map(valueIssue))
    },
    toJSON: () => ({ version: 1 as const, ...node.toJSON() }),
  })
}

type Combinators<T, F extends string> = Pick<Space<T, F>, 'branch' | 'derive' | 'require' | 'extend' | 'omit'>

function combinators<T, F extends string>(spec: SpaceSpec): Combinators<T, F> {
  const changed = <U, G extends string>(change: Partial<SpaceSpec>): Space<U, G> =>
    spaceOf<U, G>({ ...spec, ...change })
  return {
    branch: (key, cases) => changed({ branches: [...spec.branches, { key, cases }] }),
    derive: (functions) => changed({ derived: [...spec.derived, ...checkedFunctions<Derive>(functions)] }),
    require(sentence, holds) {
      checkText({ call: 'space.require', what: 'the sentence', value: sentence })
      return changed({ requirements: [...spec.requirements, ...checkedFunctions<Predicate>({ [sentence]: holds })] })
    },
    extend(shape) {
      if (!isShape(shape)) throw notAShape(shape)
      return changed({ shape: { ...spec.shape, ...shape } })
    },
    omit: (...keys) => changed(without(spec, keys)),
  }
}

function checkedFunctions<F>(functions: Readonly<Record<string, unknown>>): Named<F> {
  if (!isShape(functions)) throw notAShape(functions)
  return Object.entries(functions).map(([name, compute]) => {
    if (name === '' || typeof compute !== 'function') throw badFunction(name, compute)
    return [name, compute as F]
  })
}

function without({ shape, branches }: SpaceSpec, keys: readonly string[]): Partial<SpaceSpec> {
  const fields = branches.flatMap(({ cases }) => Object.values(cases).flatMap((fields) => Object.keys(fields)))
  const known = [...Object.keys(shape), ...fields]
  for (const key of keys) {
    if (!known.includes(key)) throw unknownParameter(key, known)
    if (branches.some((branch) => branch.key === key)) throw keyInUse(key)
  }
  const kept = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))
  return {
    shape: kept(shape),
    branches: branches.map(({ key, cases }) => ({
      key,
      cases: Object.fromEntries(Object.entries(cases).map(([name, fields]) => [name, kept(fields)])),
    })),
  }
}

/** Whether a node is a space. */
export function isSpace(node: SpaceNode): node is Space<Readonly<Record<string, unknown>>> {
  return 'zod' in node && 'parse' in node
}

const namesSchema = z.array(z.string()).optional()

/** The kind `space`, embedded ones included; the outermost carries the version of the format. */
export const spaceKind = nodeKind(
  {
    version: z.literal(1, { error: ({ input }) => `the version is ${describeValue(input)}, not 1` }).optional(),
    fields: byName,
    branches: z.array(z.strictObject({ key: z.string(), cases: byName })).optional(),
    derived: namesSchema,
    requirements: namesSchema,
  },
  ({ fields, branches = [], derived = [], requirements = [] }, context) => {
    const { path, functions } = context
    return spaceOf({
      shape: readShape(fields, context),
      branches: branches.map(({ key, cases }) => ({
        key,
        cases: Object.fromEntries(Object.entries(cases).map(([name, own]) => [name, readShape(own, context)])),
      })),
      derived: derived.map((name) => [name, functions.derive(path, name)] as const),
      requirements: requirements.map((sentence) => [sentence, functions.require(path, sentence)] as const),
    })
  },
)

function valueIssue(issue: z.core.$ZodIssue): ValueIssue {
  return { path: issue.path.map(String).join('.'), message: issue.message }
}
