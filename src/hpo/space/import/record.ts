import { describeValue } from '../../../base/errors.ts'
import { Unsearchable } from './problems.ts'

/** A plain object of a parsed description. */
export type Foreign = Readonly<Record<string, unknown>>

export function isForeign(value: unknown): value is Foreign {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws Unsearchable for what is no object */
export function foreign(value: unknown, what = 'it'): Foreign {
  if (isForeign(value)) return value
  throw new Unsearchable(`${what} is ${describeValue(value)}, not an object`)
}
