import { spellingAdvice } from '../../../base/closest-name.ts'
import { describeValue, InputError, StateError } from '../../../base/errors.ts'
import type { Direction } from '../../core/direction.ts'

export const badOption = (
  call: string,
  bad: { readonly path: string; readonly value: unknown; readonly allowed: string },
): InputError =>
  new InputError('study/bad-option', {
    what:
      bad.path === ''
        ? `${call} got ${describeValue(bad.value)} as options.`
        : `Option "${bad.path}" of ${call} is ${describeValue(bad.value)}.`,
    allowed: bad.allowed,
    advice: 'Change it, or leave it out.',
    details: { option: bad.path, value: bad.value },
  })

export const unknownOption = (call: string, option: string, known: readonly string[]): InputError =>
  new InputError('study/unknown-option', {
    what: `${call} has no option ${describeValue(option)}.`,
    allowed: known.join(', '),
    advice: spellingAdvice(option, known),
    details: { option, known },
  })

export const badDirections = (directions: unknown): InputError =>
  new InputError('study/bad-direction', {
    what: `A study was to be opened with the directions ${describeValue(directions)}.`,
    allowed: 'a list of "minimize" and "maximize", one for each objective',
    advice: 'Pass directions, for example ["minimize"].',
    details: { value: directions },
  })

export const noSamplers = (name: string): StateError =>
  new StateError('study/no-samplers', {
    what: `A study that was opened without a way to make samplers was to take the sampler ${describeValue(name)}.`,
    advice: 'Open it with createStudy or loadStudy, or pass `samplerOf`.',
    details: { sampler: name },
  })

export const badMetricNames = (names: readonly string[], objectives: number): InputError =>
  new InputError('study/bad-metric-names', {
    what: `The objectives were to be named ${describeValue(names)}.`,
    allowed: `${objectives} different name(s), one for each objective`,
    advice: 'Give one name for each direction, in the same order.',
    details: { names, objectives },
  })

export const otherDirections = (
  name: string,
  directions: { readonly stored: readonly Direction[]; readonly asked: readonly Direction[] },
): InputError =>
  new InputError('study/direction-mismatch', {
    what:
      `Study ${describeValue(name)} exists with the directions ${directions.stored.join(', ')}, ` +
      `and was to be continued with ${directions.asked.join(', ')}.`,
    allowed: directions.stored.join(', '),
    advice: 'Leave the direction out to continue it as it is, or choose another name.',
    details: { name, ...directions },
  })

export const singleObjectiveSampler = (sampler: string, objectives: number): InputError =>
  new InputError('study/single-objective-sampler', {
    what: `Sampler "${sampler}" was chosen for a study with ${objectives} objectives.`,
    allowed: 'samplers whose trait multiObjective is true',
    advice: 'Choose another sampler, or optimise one objective and constrain the others.',
    details: { sampler, objectives },
  })

export const studyNotFound = (name: string, place: { readonly url: string; readonly known: readonly string[] }) =>
  new StateError('study/not-found', {
    what: `There is no study named ${describeValue(name)} in ${place.url}.`,
    allowed: place.known.length === 0 ? 'none: the storage is empty' : place.known.map(describeValue).join(', '),
    advice: spellingAdvice(name, place.known, 'Correct the name, or create the study.'),
    details: { name, ...place },
  })
