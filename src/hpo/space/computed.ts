import { badDerived, badRequirement, deriveFailed, requirementFailed } from './messages.ts'

/** Names with the functions that they stand for, in order of declaration. */
export type Named<F> = readonly (readonly [name: string, compute: F])[]

export type Derive = (params: never) => unknown
export type Predicate = (params: never) => boolean

/**
 * Adds the derived values to a value, each of which may use those before it.
 *
 * @throws InputError `space/derive-failed`, `space/bad-derived`
 */
export function addDerived(value: Record<string, unknown>, derived: Named<Derive>): void {
  for (const [name, compute] of derived) {
    try {
      value[name] = compute(value as never)
    } catch (error) {
      throw deriveFailed(name, value, error)
    }
    if (isPromise(value[name])) throw badDerived(name)
  }
}

/**
 * The sentences that do not hold for a value.
 *
 * @throws InputError `space/requirement-failed`, `space/bad-requirement`
 */
export function unmetSentences(value: unknown, requirements: Named<Predicate>): string[] {
  return requirements.filter(([sentence, holds]) => !evaluate(sentence, holds, value)).map(([sentence]) => sentence)
}

function evaluate(sentence: string, holds: Predicate, value: unknown): boolean {
  let answer: unknown
  try {
    answer = holds(value as never)
  } catch (error) {
    throw requirementFailed(sentence, value, error)
  }
  if (typeof answer !== 'boolean') throw badRequirement(sentence, answer)
  return answer
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}
