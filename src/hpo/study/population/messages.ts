import { describeValue, InputError, StateError } from '../../../base/errors.ts'

export const badStepValue = (value: unknown): InputError =>
  new InputError('study/bad-step-value', {
    what: `The step of a member gave ${describeValue(value)}.`,
    allowed: 'a number, or { value, state } with a number as value',
    advice: 'Return the objective after the steps; NaN when there is none.',
    details: { value },
  })

export const otherPopulation = (
  study: string,
  { stored, asked }: Readonly<Record<'stored' | 'asked', { scheduler: string; population: number; interval: number }>>,
): InputError => {
  const shown = ({ scheduler, population, interval }: typeof asked): string =>
    `${scheduler} with a population of ${population} and an interval of ${interval}`
  return new InputError('study/other-population', {
    what: `Study ${describeValue(study)} holds a population of ${shown(stored)}, and was to go on with ${shown(asked)}.`,
    allowed: shown(stored),
    advice: 'Go on with that scheduler, or begin anew: study.evolve(…, { resume: false }).',
    details: { study, stored: shown(stored), asked: shown(asked) },
  })
}

export const lostPopulation = (study: string, member: number, step: number): StateError =>
  new StateError('study/lost-population', {
    what: `The checkpoint of member ${member} of study ${describeValue(study)} at step ${step} is gone.`,
    advice: 'Pass the folder of checkpoints that the population was trained with, or begin anew: { resume: false }.',
    details: { study, member, step },
  })

export const noLineage = (study: string, trial: number | null): StateError =>
  new StateError('study/no-lineage', {
    what:
      trial === null
        ? `Study ${describeValue(study)} has no complete trial of a population.`
        : `Trial ${trial} of study ${describeValue(study)} does not come from a population.`,
    advice: 'Run study.evolve first, and name one of its trials.',
    details: { study, trial },
  })
