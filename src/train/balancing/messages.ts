import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `balancing/bad-option` unless `value` is a whole number above 0. */
export function requireCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) throw badBalancingOption(name, value, 'a whole number, 1 or above')
}

/** @throws InputError `balancing/bad-option` unless `value` lies in [0, 1). */
export function requireMemory(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw badBalancingOption(name, value, 'a number in [0, 1)')
}

/** @throws InputError `balancing/bad-option` unless `value` is a finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw badBalancingOption(name, value, 'a finite number above 0')
}

export function badBalancingOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('balancing/bad-option', {
    what: `Balancing option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function unknownReference(reference: string, terms: readonly string[]): InputError {
  return new InputError('balancing/unknown-term', {
    what: `Balancing compares the terms with "${reference}", which the problem does not have.`,
    allowed: terms.join(', '),
    advice: 'Name the term of the differential equation, or leave "reference" out for the first one.',
    details: { reference, terms },
  })
}

export function missingObservation(kind: string, need: string): InputError {
  return new InputError('balancing/missing-observation', {
    what: `Balancing by "${kind}" was not shown "${need}".`,
    allowed: `observations with all that the rule names in "needs"`,
    advice: `Add "${need}" to what "observe" is given.`,
    details: { kind, need },
  })
}

export function missingTimes(kind: string): InputError {
  return new InputError('balancing/missing-times', {
    what: `Balancing by "${kind}" needs a time for the points of at least one term, and none has any.`,
    allowed: 'a problem with an input for the time',
    advice: 'Balance by another rule, or say which input is the time.',
    details: { kind },
  })
}

export function foreignBalancing(kind: string, found: unknown): InputError {
  return new InputError('balancing/bad-state', {
    what: `The state of a balancing by ${describeValue(found)} was given to one by "${kind}".`,
    allowed: `what "state" of a balancing by "${kind}" has returned`,
    advice: 'Resume with the rule that the training was started with.',
    details: { kind, found },
  })
}

export function badTerms(what: string, setup: { readonly terms: readonly string[] }): InputError {
  return new InputError('balancing/bad-terms', {
    what,
    allowed: `one entry for each of ${setup.terms.join(', ')}`,
    advice: 'Give as many weights, points and losses as there are terms.',
    details: { terms: setup.terms },
  })
}
