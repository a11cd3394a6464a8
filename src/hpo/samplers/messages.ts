import { InputError, describeValue } from '../../base/errors.ts'

export const badGamma = (count: unknown, finished: number): InputError =>
  new InputError('sampler/bad-gamma', {
    what: `The gamma function of sampler "tpe" gave ${describeValue(count)} for ${finished} finished trials.`,
    allowed: 'a whole number, at least 0',
    advice: 'Round what it returns, as in n => Math.ceil(0.1 * n).',
    details: { value: count, finished },
  })

export const badWeights = (weights: unknown, trials: number): InputError =>
  new InputError('sampler/bad-weights', {
    what: `The weights function of sampler "tpe" gave ${describeValue(weights)} for ${trials} trials.`,
    allowed: `an array of ${trials} finite numbers, none below 0 and not all 0`,
    advice: 'Return one weight per trial, the oldest first.',
    details: { value: weights, trials },
  })

export const manyObjectives = (sampler: string, objectives: number): InputError =>
  new InputError('sampler/many-objectives', {
    what: `Sampler "${sampler}" was asked about a study with ${objectives} objectives.`,
    allowed: 'one objective',
    advice: 'Use sampler "tpe" or "nsga2", or combine the objectives into one value.',
    details: { sampler, objectives },
  })

export const badReferencePoints = (point: readonly number[], objectives: number): InputError =>
  new InputError('sampler/bad-reference-points', {
    what: `A reference point of sampler "nsga3" is ${describeValue(point)}, in a study with ${objectives} objectives.`,
    allowed: `${objectives} numbers, one for each objective`,
    advice: 'Change the option "referencePoints", or leave it out to get evenly spread ones.',
    details: { value: point, objectives },
  })
