import type { ZodError, ZodObject, output } from 'zod'
import { type PartKind, badOption, unknownOption } from './messages.ts'

/** Whose options they are, for the error text. */
export interface OptionsOwner {
  readonly kind: PartKind
  readonly name: string
}

/**
 * The options of a sampler or pruner, checked and completed with defaults.
 *
 * @throws InputError `<kind>/unknown-option`, `<kind>/bad-option`
 */
export function parseOptions<Schema extends ZodObject>(
  schema: Schema,
  options: unknown,
  owner: OptionsOwner,
): output<Schema> {
  const parsed = schema.safeParse(options ?? {})
  if (parsed.success) return parsed.data
  throw firstProblem(schema, parsed.error, { options, owner })
}

function firstProblem(
  schema: ZodObject,
  error: ZodError,
  { options, owner: { kind, name } }: { readonly options: unknown; readonly owner: OptionsOwner },
): Error {
  // A name that nobody knows explains best why another is missing.
  const stranger = error.issues.find(({ code, path }) => code === 'unrecognized_keys' && path.length === 0)
  const issue = stranger ?? error.issues[0]
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    return unknownOption(kind, name, { key: issue.keys[0], known: Object.keys(schema.shape) })
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], options ?? {})
  const allowed = issue.path.length === 0 ? 'an object of options' : issue.message
  return badOption(kind, name, { path: issue.path.join('.'), value, allowed })
}
