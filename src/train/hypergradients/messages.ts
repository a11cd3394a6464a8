import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `hypergradients/bad-option` unless `value` is a finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw badHyperOption(name, value, 'a finite number above 0')
}

export function badHyperOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('hypergradients/bad-option', {
    what: `Option "${name}" of the hypergradients got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}
