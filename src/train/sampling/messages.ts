import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `sampling/bad-option` unless `value` is a whole number above 0. */
export function requireCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) throw badSamplingOption(name, value, 'a whole number, 1 or above')
}

/** @throws InputError `sampling/bad-option` unless `value` is a finite number, 0 or above. */
export function requireNotNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw badSamplingOption(name, value, 'a finite number, 0 or above')
}

function badSamplingOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('sampling/bad-option', {
    what: `Option "${name}" of the collocation points got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function tooFewCandidates(candidates: number, wanted: number): InputError {
  return new InputError('sampling/too-few-candidates', {
    what: `${wanted} points are to be chosen, and there are ${candidates} candidates with a residual.`,
    allowed: 'at least as many candidates as points',
    advice: 'Offer as many candidates as the rule asks for.',
    details: { candidates, wanted },
  })
}
