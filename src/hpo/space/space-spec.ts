import { chosenCase, resolveBranches } from './branches.ts'
import type { Branch, BranchCase, BranchSpec } from './branches.ts'
import { addDerived, unmetSentences } from './computed.ts'
import type { Derive, Named, Predicate } from './computed.ts'
import { fieldsOf } from './fields.ts'
import { duplicateName, invalidValue, unknownParameter } from './messages.ts'
import { childName } from './node.ts'
import type { FlatEntry, Leaf, NodeBehaviour, NodeJson, Shape } from './node.ts'
import { bracesSource, indentedSource, literalSource } from './source.ts'
import type { SpaceParts } from './space-parts.ts'
import { spaceSchema } from './space-schema.ts'
import type { Suggester } from './suggester.ts'

/** Everything that was declared about a space. */
export interface SpaceSpec {
  readonly shape: Shape
  readonly branches: readonly BranchSpec[]
  readonly derived: Named<Derive>
  readonly requirements: Named<Predicate>
}

type Values = Readonly<Record<string, unknown>>

/** @throws InputError `space/…` for whatever does not fit together */
export function spaceBehaviour(spec: SpaceSpec): NodeBehaviour<Values> {
  const { shape, derived, requirements } = spec
  const parts: SpaceParts = {
    fields: fieldsOf(shape),
    branches: resolveBranches(shape, spec.branches),
    derived,
    requirements,
  }
  checkNames(shape, parts)
  const { fields, branches } = parts
  const toJSON = (): NodeJson => specJson(spec, parts)
  return {
    draw(name, suggester) {
      const value: Record<string, unknown> = fields.draw(name, suggester)
      drawBranches(branches, value, { name, suggester })
      addDerived(value, derived)
      return value
    },
    encode: (name, value) => encodeSpace(spec, parts, { name, value }),
    leaves: (name) => [...fields.leaves(name), ...branches.flatMap((branch) => branchLeaves(branch, name))],
    schema: () => spaceSchema(parts, toJSON()),
    toJSON,
    source: () => specSource(spec, parts),
    initial() {
      const value: Record<string, unknown> = fields.initial() as Record<string, unknown>
      for (const { key, node } of branchFieldsIn(branches, value)) value[key] = node.initial()
      return value
    },
    ...(isDemanding(parts) ? { unmet: (name: string, value: Values) => unmetIn(parts, name, value) } : {}),
  }
}

interface Drawing {
  readonly name: string
  readonly suggester: Suggester
}

/** Adds the parameters of the cases that `value` has chosen; a branch may hang on one of an earlier branch. */
function drawBranches(branches: readonly Branch[], value: Record<string, unknown>, { name, suggester }: Drawing): void {
  for (const { key, flat, node } of branchFieldsIn(branches, value)) {
    value[key] = node.draw(childName(name, flat), suggester)
  }
}

function* branchFieldsIn(branches: readonly Branch[], value: Values): Generator<BranchCase['fields'][number]> {
  for (const branch of branches) yield* chosenCase(branch, value)?.fields ?? []
}

function branchLeaves({ cases }: Branch, name: string): readonly Leaf[] {
  return cases.flatMap(({ fields, conditions }) =>
    fields.flatMap(({ flat, node }) =>
      node.leaves(childName(name, flat)).map((leaf) => ({ ...leaf, when: [...conditions(name), ...leaf.when] })),
    ),
  )
}

interface Encoding {
  readonly name: string
  readonly value: unknown
}

function encodeSpace(spec: SpaceSpec, parts: SpaceParts, { name, value }: Encoding): readonly FlatEntry[] {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) throw invalidValue(name, value, 'an object of parameters')
  const given = value as Values
  const active = [...branchFieldsIn(parts.branches, given)]
  const known = [...Object.keys(spec.shape), ...active.map(({ key }) => key)]
  const computed = new Set(parts.derived.map(([key]) => key))
  const isUnknown = (key: string): boolean => given[key] !== undefined && !known.includes(key) && !computed.has(key)
  const stranger = Object.keys(given).find(isUnknown)
  if (stranger !== undefined) throw unknownParameter(childName(name, stranger), known)
  const own = Object.entries(given).filter(([key]) => Object.hasOwn(spec.shape, key))
  return [
    ...parts.fields.encode(name, Object.fromEntries(own)),
    ...active.flatMap(({ key, flat, node }) => node.encode(childName(name, flat), given[key])),
  ]
}

function isDemanding({ fields, branches, requirements }: SpaceParts): boolean {
  return (
    requirements.length > 0 ||
    fields.unmet !== undefined ||
    branches.some(({ cases }) => cases.some((one) => one.fields.some(({ node }) => node.unmet !== undefined)))
  )
}

function unmetIn({ fields, branches, requirements }: SpaceParts, name: string, value: Values): readonly string[] {
  const own = unmetSentences(value, requirements)
  return [
    ...(fields.unmet?.(name, value) ?? []),
    ...[...branchFieldsIn(branches, value)].flatMap(
      ({ key, flat, node }) => node.unmet?.(childName(name, flat), value[key]) ?? [],
    ),
    ...(name === '' ? own : own.map((sentence) => `${name}: ${sentence}`)),
  ]
}

function checkNames(shape: Shape, { branches, derived, requirements }: SpaceParts): void {
  const fields = [...Object.keys(shape), ...branches.flatMap(({ cases }) => cases.flatMap(fieldKeys))]
  const names = derived.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index || fields.includes(name))
  if (twice !== undefined) throw duplicateName(twice)
  const sentences = requirements.map(([sentence]) => sentence)
  const repeated = sentences.find((sentence, index) => sentences.indexOf(sentence) !== index)
  if (repeated !== undefined) throw duplicateName(repeated, 'Give each requirement its own sentence.')
}

function fieldKeys({ fields }: BranchCase): string[] {
  return fields.map(({ key }) => key)
}

function specJson({ derived, requirements }: SpaceSpec, { fields, branches }: SpaceParts): NodeJson {
  const names = (list: Named<unknown>): string[] => list.map(([name]) => name)
  return {
    kind: 'space',
    fields: fields.toJSON(),
    ...(branches.length === 0 ? {} : { branches: branches.map(branchJson) }),
    ...(derived.length === 0 ? {} : { derived: names(derived) }),
    ...(requirements.length === 0 ? {} : { requirements: names(requirements) }),
  }
}

function branchJson({ key, cases }: Branch) {
  const caseJson = ({ value, fields }: BranchCase) =>
    [String(value), Object.fromEntries(fields.map((field) => [field.key, field.node.toJSON()]))] as const
  return { key, cases: Object.fromEntries(cases.map(caseJson)) }
}

/** What a function computes is not told: it may be long, and hold names of other places. */
function specSource({ derived, requirements }: SpaceSpec, { fields, branches }: SpaceParts): string {
  const functions = (list: Named<unknown>): string => bracesSource(list.map(([name]) => [name, '(p) => …']))
  const calls = [
    ...branches.map(branchSource),
    ...(derived.length === 0 ? [] : [`.derive(${functions(derived)})`]),
    ...requirements.map(([sentence]) => `.require(${literalSource(sentence)}, (p) => …)`),
  ]
  return [`space(${fields.source()})`, ...calls.map(indentedSource)].join('\n  ')
}

function branchSource({ key, cases }: Branch): string {
  const caseSource = ({ value, fields }: BranchCase) =>
    [String(value), bracesSource(fields.map((field) => [field.key, field.node.source()]))] as const
  return `.branch(${literalSource(key)}, ${bracesSource(cases.map(caseSource))})`
}
