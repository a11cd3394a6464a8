import { badParts, duplicateName } from '../messages.ts'
import { checkParameterName } from '../parameter-name.ts'

/** Weights by name, with sum 1. */
export type Weights<Part extends string> = { [P in Part]: number }

/**
 * Refuses what cannot name the parts of a whole.
 *
 * @throws InputError `space/bad-parts`, `space/bad-name`, `space/duplicate-name`
 */
export function checkParts(builder: string, parts: readonly string[]): void {
  if (!Array.isArray(parts) || parts.length < 2) throw badParts(builder, parts)
  for (const part of parts) checkParameterName(part)
  const twice = parts.find((part, index) => parts.indexOf(part) !== index)
  if (twice !== undefined) throw duplicateName(twice)
}
