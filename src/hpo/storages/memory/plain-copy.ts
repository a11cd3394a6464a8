import type { Json } from '../../../base/json.ts'
import { readPythonJson, writePythonJson } from '../python-json.ts'

/**
 * What a database would give back for `value`; later changes of the caller's object do not reach it.
 *
 * @throws InputError `storage/not-json`
 */
export function plainCopy(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  return typeof value === 'number' ? value : readPythonJson(writePythonJson(value))
}
