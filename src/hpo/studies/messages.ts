import { InputError, describeValue } from '../../base/errors.ts'

export function bothDirections(direction: unknown, directions: unknown): InputError {
  return new InputError('study/bad-direction', {
    what: `Got both direction ${describeValue(direction)} and directions ${describeValue(directions)}.`,
    allowed: 'one of the two',
    advice: 'Give direction for one objective, directions for several.',
    details: { direction, directions },
  })
}

export function badStudyFile(path: string, problem: string, cause?: unknown): InputError {
  return new InputError('study/bad-file', {
    what: `${path} is no study: ${problem}.`,
    allowed: 'a file that saveStudyFile wrote',
    advice: 'Give the path of such a file.',
    details: { path, problem },
    cause,
  })
}
