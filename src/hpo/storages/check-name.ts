import { badAttributeKey, badStudyName } from './messages.ts'

/** Optuna's tables keep names in columns of this many characters. */
const longest = 512

/** @throws InputError `study/bad-name` */
export function checkStudyName(name: string): void {
  const reason = problemOf(name)
  if (reason !== null) throw badStudyName(name, reason)
}

/** @throws InputError `storage/bad-key` */
export function checkAttributeKey(key: string): void {
  const reason = problemOf(key)
  if (reason !== null) throw badAttributeKey(key, reason)
}

/** Why `name` would not come back from every database as it went in, or null when it does. */
function problemOf(name: unknown): string | null {
  if (typeof name !== 'string') return 'it is not a text'
  if (name.length > longest) return `it has ${name.length} characters`
  if (name.includes('\0')) return 'it holds the character NUL'
  if (/\p{Surrogate}/u.test(name)) return 'it holds half of a surrogate pair'
  return null
}
