import type { ZodObject } from 'zod'
import { badOption, unknownOption } from './messages.ts'

/**
 * Refuses options that do not fit `schema`, whose messages say what is allowed.
 *
 * @param call the function that got them, for the error text
 * @throws InputError `study/bad-option`, `study/unknown-option`
 */
export function checkOptions(schema: ZodObject, options: unknown, call: string): void {
  const parsed = schema.safeParse(options)
  if (parsed.success) return
  // A name that nobody knows explains best why another is missing.
  const stranger = parsed.error.issues.find(({ code, path }) => code === 'unrecognized_keys' && path.length === 0)
  const issue = stranger ?? parsed.error.issues[0]
  if (issue.path.length === 0 && issue.code === 'unrecognized_keys')
    throw unknownOption(call, issue.keys[0], Object.keys(schema.shape))
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], options)
  const allowed = issue.path.length === 0 ? 'an object of options' : issue.message
  throw badOption(call, { path: issue.path.join('.'), value, allowed })
}
