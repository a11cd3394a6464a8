import { describeValue, InputError } from '../../base/errors.ts'
import type { Vocabulary } from './vocabulary.ts'

export function unknownField(name: string, vocabulary: Vocabulary): InputError {
  const { coordinates, unknowns, constants, coefficients } = vocabulary
  const [unknown, coordinate] = [unknowns[0], coordinates[0]]
  const others = [...Object.keys(constants), ...coefficients]
  const inSecond = others.length > 0 ? `; in the second argument: ${others.join(', ')}` : ''
  return new InputError('train/unknown-field', {
    what: `A residual uses "${name}", which the problem does not have.`,
    allowed:
      `the coordinates ${coordinates.join(', ')}, the unknowns ${unknowns.join(', ')} and their derivatives to fourth ` +
      `order, as in ${unknown}_${coordinate}${coordinate}${inSecond}`,
    advice: `Correct "${name}", or put its value into the problem's constants.`,
    details: { name, ...vocabulary },
  })
}

export function notAResidual(value: unknown): InputError {
  return new InputError('train/bad-residual', {
    what: `A residual got ${describeValue(value)}.`,
    allowed: 'a function that returns a number, as in ({ u_t, u_xx }, { a }) => u_t - a * u_xx',
    advice: 'Return the difference of both sides of the equation.',
    details: { value },
  })
}

export function residualIsNotNumber(value: unknown, source: string): InputError {
  return new InputError('train/bad-residual', {
    what: `The residual ${source} returned ${describeValue(value)}.`,
    allowed: 'one number for each point',
    advice: 'Return the difference of both sides of the equation.',
    details: { value, source },
  })
}
