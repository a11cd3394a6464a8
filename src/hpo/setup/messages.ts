import { spellingAdvice } from '../../base/closest-name.ts'
import { InputError, describeValue } from '../../base/errors.ts'

export function badDirection(direction: unknown): InputError {
  return new InputError('study/bad-direction', {
    what: `Option "direction" of createStudy is ${describeValue(direction)}.`,
    allowed: '"minimize" or "maximize"',
    advice: spellingAdvice(direction, ['minimize', 'maximize'], 'For several objectives give directions, a list.'),
    details: { value: direction },
  })
}

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

export function unwritableStudyFile(path: string, cause: unknown): InputError {
  const { code } = (cause ?? {}) as { readonly code?: unknown }
  const problem = code === 'EISDIR' ? 'it is a folder' : code === 'ENOENT' ? 'its folder does not exist' : String(cause)
  return new InputError('study/bad-path', {
    what: `No study can be written to ${path}: ${problem}.`,
    allowed: 'the path of a file in a folder that exists and may be written to',
    advice: code === 'EISDIR' ? 'Add the name of a file to the path.' : 'Correct the path, or make the folder.',
    details: { path, problem },
    cause,
  })
}

export function emptyTable(): InputError {
  return new InputError('simulation/empty-table', {
    what: 'The table of the simulation has no rows.',
    allowed: 'a row for every set of parameters of the space',
    advice: 'Give the recorded learning curves as rows.',
  })
}

export function unknownRow(params: unknown): InputError {
  return new InputError('simulation/unknown-row', {
    what: `The table of the simulation has no learning curve for ${describeValue(params)}.`,
    allowed: 'a row with at least one value for every set of parameters of the space',
    advice: 'Use a space that has exactly the parameters of the table, made of choice, ordinal or stepped ranges.',
    details: { params },
  })
}
