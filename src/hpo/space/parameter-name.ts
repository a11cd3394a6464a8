import { badName } from './messages.ts'

/** Optuna's tables keep names in a column of this many characters. */
const longest = 512

/**
 * Refuses what cannot name a parameter in every storage and in a plain object.
 *
 * @throws InputError `space/bad-name`
 */
export function checkParameterName(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw badName(name, 'it is not a text')
  if (name === '') throw badName(name, 'it is empty')
  if (name.length > longest) throw badName(name, `it has ${name.length} characters`)
  if (name === '__proto__') throw badName(name, 'JavaScript reserves it')
  if (name.includes('\0')) throw badName(name, 'it holds the character NUL')
}
