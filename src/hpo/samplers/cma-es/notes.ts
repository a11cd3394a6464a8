import type { Json } from '../../../base/json.ts'
import type { TrialRecord } from '../../core/trial-record.ts'

/** What a trial keeps of how it was drawn. */
export interface CmaNote {
  /** How many generations had been told when it was drawn. */
  readonly generation: number
  /** The point to learn from, in the unit cube: with a margin before rounding, otherwise after. */
  readonly x: readonly number[]
  /** The trials that the last of those generations consisted of, if this trial was the first to see it complete. */
  readonly told?: readonly number[]
  /** Whether a part of the point was given (by an enqueued trial), not drawn. */
  readonly given?: boolean
}

/**
 * Under which attribute: one for each group of parameters that are drawn together, as the branches of a space are. A
 * short hash of the names (FNV-1a), since attribute names are limited.
 */
export function noteKey(names: readonly string[]): string {
  let hash = 0x811c9dc5
  for (const character of names.join('\0')) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return `ansatz:cma:${(hash >>> 0).toString(16).padStart(8, '0')}`
}

export function noteJson({ generation, x, told, given }: CmaNote): Json {
  return { generation, x, ...(told === undefined ? {} : { told }), ...(given === true ? { given } : {}) }
}

/** The note of a trial; null when it has none, or one of another version or space. */
export function readNote({ systemAttrs }: TrialRecord, key: string, dimensions: number): CmaNote | null {
  const note = systemAttrs[key]
  if (typeof note !== 'object' || note === null || Array.isArray(note)) return null
  const { generation, x, told, given } = note as Readonly<Record<string, unknown>>
  const isPoint = isNumbers(x) && x.length === dimensions
  if (!Number.isInteger(generation) || !isPoint) return null
  const read = { generation: generation as number, x, given: given === true }
  return isNumbers(told) && told.length > 0 ? { ...read, told } : read
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => Number.isFinite(entry))
}
