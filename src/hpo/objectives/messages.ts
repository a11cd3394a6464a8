import { InputError, describeValue } from '../../base/errors.ts'

export const badReference = (reference: unknown, objectives: number): InputError =>
  new InputError('study/bad-reference', {
    what: `The reference point of a hypervolume is ${describeValue(reference)}.`,
    allowed: `an array of ${objectives} finite numbers, one for each objective`,
    advice: 'Give the worst value of each objective that is still of interest, in its own unit.',
    details: { value: reference, objectives },
  })

export const badMetric = (given: { readonly metric: string; readonly value: unknown; readonly use: string }) =>
  new InputError('study/bad-metric', {
    what: `The metric "${given.metric}" of the ${given.use} is ${describeValue(given.value)}.`,
    allowed: 'a number for every metric',
    advice: `Measure "${given.metric}" in the objective and give it under that name.`,
    details: given,
  })

export const badWeight = (metric: string, weight: unknown): InputError =>
  new InputError('study/bad-weight', {
    what: `The weight of metric "${metric}" is ${describeValue(weight)}.`,
    allowed: 'finite numbers; a negative one for a metric that should be small when the sum is maximised',
    advice: 'Give a weight, or leave the metric out.',
    details: { metric, value: weight },
  })
