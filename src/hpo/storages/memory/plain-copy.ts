import type { Json } from '../../../base/json.ts'
import { readPythonJson, writePythonJson } from '../python-json.ts'

/**
 * What a database would give back for `value`; later changes of the caller's object do not reach it.
 *
 * @throws InputError `storage/not-json`
 */
export function plainCopy(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'number') return value
  return flatCopy(value) ?? readPythonJson(writePythonJson(value))
}

/** Copies what samplers note, numbers and lists of them by name, without a text in between; null for anything else. */
function flatCopy(value: unknown): Json | null {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return null
  const copy: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value)) {
    const isList = Array.isArray(item) && !('toJSON' in item) && item.every(isPlainNumber)
    if (key === 'toJSON' || key === '__proto__' || !(isList || isPlainNumber(item))) return null
    copy[key] = isList ? [...item] : item
  }
  return copy
}

/** Negative zero does not survive a text, and a hole in a list becomes null. */
function isPlainNumber(value: unknown): value is number {
  return typeof value === 'number' && !Object.is(value, -0)
}
