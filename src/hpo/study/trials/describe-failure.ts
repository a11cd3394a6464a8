import { describeValue } from '../../../base/errors.ts'

/** What was thrown, as the reason that a failed trial keeps: `TypeError: x is not a function`. */
export function describeFailure(error: unknown): string {
  if (!isError(error)) return `threw ${describeValue(error)}`
  return error.message === '' ? error.name : `${error.name}: ${error.message}`
}

/** By shape, not by class: a notebook cell may run in another realm. */
function isError(value: unknown): value is Error {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Error>).name === 'string' &&
    typeof (value as Partial<Error>).message === 'string'
  )
}
