import type { Json } from '../../../base/json.ts'
import { describeFailure } from './describe-failure.ts'
import { badAttrs, badConstraints, badObjectiveValue, badTellState } from './messages.ts'

/** What an objective returns: its value, one value per objective, or those with more to remember. */
export type ObjectiveResult =
  | number
  | readonly number[]
  | {
      readonly values: number | readonly number[]
      /** Each satisfied when 0 or less. */
      readonly constraints?: readonly number[]
      /** Kept as user attributes of the trial. */
      readonly attrs?: Readonly<Record<string, Json>>
    }

/** What `study.tell` takes: a result, or why there is none. */
export type TellResult =
  | ObjectiveResult
  | {
      /** A pruned trial without values takes its last finite intermediate value. */
      readonly values?: number | readonly number[]
      readonly state: 'pruned' | 'fail'
      /** Why it failed, for people: a text, or what was thrown. */
      readonly reason?: unknown
      readonly constraints?: readonly number[]
      readonly attrs?: Readonly<Record<string, Json>>
    }

/** A result of the right shape; whether its numbers can be used is for `tell` to say. */
export interface ParsedResult {
  readonly values: readonly number[] | null
  /** Null: as the values say. */
  readonly state: 'pruned' | 'fail' | null
  readonly reason: string | null
  readonly constraints: readonly number[] | null
  readonly attrs: Readonly<Record<string, Json>>
  /** What each repeat gave for the first objective; null when the objective was called once. */
  readonly repeats: readonly number[] | null
}

const keys: ReadonlySet<string> = new Set(['values', 'state', 'reason', 'constraints', 'attrs'])

/**
 * Checks the shape of a result. NaN is of the right shape: divergence is normal.
 *
 * @param objectives the number of objectives of the study, for the error text
 * @throws InputError `study/bad-objective-value`, `study/bad-constraints`, `study/bad-attrs`, `study/bad-state`
 */
export function parseResult(result: unknown, objectives: number): ParsedResult {
  const plain = toNumbers(result)
  if (plain !== null) return { ...nothingElse, values: plain }
  if (!isRecord(result) || Object.keys(result).some((key) => !keys.has(key))) {
    throw badObjectiveValue(result, objectives)
  }
  const state = parseState(result.state)
  const values = result.values === undefined ? null : toNumbers(result.values)
  if (values === null && (state === null || result.values !== undefined)) throw badObjectiveValue(result, objectives)
  return {
    values,
    state,
    reason: parseReason(result.reason),
    constraints: parseConstraints(result.constraints),
    attrs: parseAttrs(result.attrs),
    repeats: null,
  }
}

/** A trial that failed for `reason`. */
export function failedFor(reason: string): ParsedResult {
  return { ...nothingElse, state: 'fail', reason }
}

/** A result of nothing yet. */
export const nothingElse: ParsedResult = {
  values: null,
  state: null,
  reason: null,
  constraints: null,
  attrs: {},
  repeats: null,
}

/** A trial that its pruner stopped. */
export const pruned: ParsedResult = { ...nothingElse, state: 'pruned' }

function toNumbers(value: unknown): readonly number[] | null {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number') ? value : null
}

function parseState(state: unknown): 'pruned' | 'fail' | null {
  if (state === undefined || state === 'pruned' || state === 'fail') return state ?? null
  throw badTellState(state)
}

function parseReason(reason: unknown): string | null {
  if (reason === undefined) return null
  return typeof reason === 'string' ? reason : describeFailure(reason)
}

function parseConstraints(constraints: unknown): readonly number[] | null {
  if (constraints === undefined) return null
  if (Array.isArray(constraints) && constraints.every((value) => typeof value === 'number')) return constraints
  throw badConstraints(constraints)
}

/** The storage checks the values. */
function parseAttrs(attrs: unknown): Readonly<Record<string, Json>> {
  if (attrs === undefined) return {}
  if (isRecord(attrs) && !Array.isArray(attrs)) return attrs as Readonly<Record<string, Json>>
  throw badAttrs(attrs)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
