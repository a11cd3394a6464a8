import { describeValue, InputError } from '../../base/errors.ts'

/** @throws InputError `sequence/bad-dimensions` unless `dimensions` is a whole number in [1, most]. */
export function requireDimensions(sequence: string, dimensions: number, most: number): void {
  if (Number.isSafeInteger(dimensions) && dimensions >= 1 && dimensions <= most) return
  throw new InputError('sequence/bad-dimensions', {
    what: `A ${sequence} sequence was asked for ${describeValue(dimensions)} dimensions.`,
    allowed: most === Number.POSITIVE_INFINITY ? 'a whole number, 1 or above' : `a whole number from 1 to ${most}`,
    advice: dimensions > most ? 'Use a Halton sequence, which has no limit.' : 'Count the dimensions again.',
    details: { value: dimensions, most },
  })
}

/** @throws InputError `sequence/bad-index` unless `index` is a whole number in [0, most]. */
export function requireIndex(sequence: string, index: number, most: number): void {
  if (Number.isSafeInteger(index) && index >= 0 && index <= most) return
  throw new InputError('sequence/bad-index', {
    what: `A ${sequence} sequence was asked for point ${describeValue(index)}.`,
    allowed: `a whole number from 0 to ${most}`,
    advice: 'Ask for a point that it has.',
    details: { value: index, most },
  })
}
