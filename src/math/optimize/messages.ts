import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `optimize/bad-option` unless `value` is a finite number above zero. */
export function requirePositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) throw badOption(name, value, 'a finite number above 0')
}

/** @throws InputError `optimize/bad-option` unless `value` is a finite number, zero or above. */
export function requireNotNegative(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) throw badOption(name, value, 'a finite number, 0 or above')
}

/** @throws InputError `optimize/bad-option` unless `value` lies in [0, 1). */
export function requireFraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw badOption(name, value, 'a number in [0, 1)')
}

/** @throws InputError `optimize/bad-option` unless `value` is a whole number above zero. */
export function requireCount(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value > 0)) throw badOption(name, value, 'a whole number, 1 or above')
}

function badOption(name: string, value: unknown, allowed: string): InputError {
  return new InputError('optimize/bad-option', {
    what: `Optimiser option "${name}" got ${describeValue(value)}.`,
    allowed,
    advice: `Correct "${name}".`,
    details: { option: name, value },
  })
}

export function badState(problem: string, allowed: string): InputError {
  return new InputError('optimize/bad-state', {
    what: `The optimiser state does not fit. ${problem}.`,
    allowed,
    advice: 'Restore it into an optimiser of the same kind, for the same network.',
  })
}

export function badBlocks(problem: string, coordinates: number): InputError {
  return new InputError('optimize/bad-option', {
    what: `Optimiser option "blocks" does not fit: ${problem}.`,
    allowed: `matrices inside the ${coordinates} coordinates that do not overlap, each with an offset, rows and columns`,
    advice: 'Take the blocks from the layout of the network.',
    details: { option: 'blocks', coordinates },
  })
}
