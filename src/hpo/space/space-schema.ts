import { z } from 'zod'
import { describeValue } from '../../base/errors.ts'
import type { Json } from '../../base/json.ts'
import { chosenCase } from './branches.ts'
import type { Branch, BranchCase, BranchField } from './branches.ts'
import { addDerived, unmetSentences } from './computed.ts'
import type { Derive, Named } from './computed.ts'
import { schemaMeta } from './leaf.ts'
import type { NodeJson } from './node.ts'
import type { SpaceParts } from './space-parts.ts'

type Values = Record<string, unknown>

/**
 * The schema of the values of a space. Fields of a branch are optional in it, and required or refused by a check of the
 * choice that they hang on; derived values are computed anew; then come the requirements.
 */
export function spaceSchema({ fields, branches, derived, requirements }: SpaceParts, json: NodeJson): z.ZodType {
  const own = fields.schemas()
  if (branches.length + derived.length + requirements.length === 0) return z.strictObject(own)
  const byKey = branches.map(keyed)
  const optional = Object.fromEntries(byKey.flatMap((branch) => [...branch.schemas]))
  const computed = Object.fromEntries(derived.map(([name]) => [name, z.unknown().optional()]))
  return z
    .strictObject({ ...own, ...optional, ...computed })
    .superRefine((value, context) => {
      for (const branch of byKey) checkBranch(branch, value, context)
    })
    .overwrite((value) => withDerived(value, derived))
    .superRefine((value, context) => {
      for (const sentence of unmetSentences(value, requirements)) {
        context.addIssue({ code: 'custom', message: `the requirement ${describeValue(sentence)} is not met` })
      }
    })
    .meta({ ...schemaMeta(json, undefined), ...(branches.length === 0 ? {} : { allOf: byKey.flatMap(conditionals) }) })
}

interface KeyedBranch {
  readonly branch: Branch
  /** For the object as a whole: nothing is known here of a field that differs from case to case. */
  readonly schemas: ReadonlyMap<string, z.ZodType>
  /** Of the fields that differ from case to case. */
  readonly exact: ReadonlyMap<BranchField, z.ZodType>
}

function keyed(branch: Branch): KeyedBranch {
  const schemas = new Map<string, z.ZodType>()
  const exact = new Map<BranchField, z.ZodType>()
  for (const field of branch.cases.flatMap((one) => one.fields)) {
    const isShared = field.flat !== field.key
    schemas.set(field.key, (isShared ? z.unknown() : field.node.schema()).optional())
    if (isShared) exact.set(field, field.node.schema())
  }
  return { branch, schemas, exact }
}

function checkBranch({ branch, schemas, exact }: KeyedBranch, value: Values, context: z.RefinementCtx): void {
  const refuse = (path: readonly PropertyKey[], message: string): void =>
    // Later steps compute with the value, which must have its fields.
    context.addIssue({ code: 'custom', path: [...path], message, continue: false })
  const chosen = chosenCase(branch, value)
  const choice = `when ${branch.key} is ${describeValue(value[branch.key])}`
  for (const key of schemas.keys()) {
    const field = chosen?.fields.find((one) => one.key === key)
    if (field === undefined) {
      if (value[key] !== undefined) refuse([key], `expected no such field ${choice}`)
    } else if (value[key] === undefined) refuse([key], `expected a value ${choice}`)
    else {
      const result = exact.get(field)?.safeParse(value[key])
      if (result?.success === true) value[key] = result.data
      for (const issue of result?.error?.issues ?? []) refuse([key, ...issue.path], issue.message)
    }
  }
}

function withDerived(value: Values, derived: Named<Derive>): Values {
  if (derived.length === 0) return value
  const known = { ...value }
  for (const [name] of derived) delete known[name]
  addDerived(known, derived)
  return known
}

/** What JSON Schema says of a branch: another case, or the fields that must and those that must not be there. */
function conditionals({ branch, schemas, exact }: KeyedBranch): Json[] {
  return branch.cases.map((one) => ({
    anyOf: [
      { properties: { [branch.key]: { not: { const: one.value } } } },
      {
        required: one.fields.map(({ key }) => key),
        properties: Object.fromEntries([
          ...one.fields.filter((field) => exact.has(field)).map((field) => [field.key, fieldSchema(exact.get(field)!)]),
          ...[...schemas.keys()].filter((key) => !hasField(one, key)).map((key) => [key, false]),
        ]),
      },
    ],
  }))
}

function hasField({ fields }: BranchCase, key: string): boolean {
  return fields.some((field) => field.key === key)
}

function fieldSchema(schema: z.ZodType): Json {
  const { $schema: _version, ...json } = z.toJSONSchema(schema, { io: 'input' })
  return json as Json
}
