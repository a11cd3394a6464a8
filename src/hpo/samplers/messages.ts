import { spellingAdvice } from '../../base/closest-name.ts'
import { InputError, describeValue } from '../../base/errors.ts'
import { describeDistribution, type Distribution } from '../space/distribution.ts'

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

/** A parameter as an error text speaks of it. */
export interface NamedDistribution {
  readonly name: string
  readonly distribution: Distribution
}

export const continuousInGrid = (sampler: string, { name, distribution }: NamedDistribution): InputError =>
  new InputError('sampler/continuous-parameter', {
    what: `Sampler "${sampler}" cannot visit every value of parameter ${describeValue(name)}, ${describeDistribution(distribution)}.`,
    allowed: 'parameters with at most 1,000,000 values',
    advice:
      sampler === 'grid'
        ? `List the values to try, grid({ values: { ${JSON.stringify(name)}: [...] } }), or how many, grid({ points: 5 }).`
        : `Give it a step, or use samplers.grid({ points: 5 }).`,
    details: { sampler, name, distribution },
  })

export const gridTooLarge = (sampler: string, most: number): InputError =>
  new InputError('sampler/grid-too-large', {
    what: `The space has more than ${most} combinations of values, too many for sampler "${sampler}" to visit.`,
    allowed: `at most ${most} combinations`,
    advice: 'List fewer values per parameter, or use sampler "qmc", which spreads any number of trials evenly.',
    details: { sampler, most },
  })

export const notInGrid = (name: string, { value, distribution }: { value: unknown; distribution: Distribution }) =>
  new InputError('sampler/bad-grid-value', {
    what: `The grid lists ${describeValue(value)} for parameter ${describeValue(name)}.`,
    allowed: describeDistribution(distribution),
    advice: 'Correct the list, or widen the range of the parameter.',
    details: { name, value, distribution },
  })

export const unknownInGrid = (name: string, known: readonly string[]): InputError =>
  new InputError('sampler/unknown-grid-parameter', {
    what: `The grid lists values for ${describeValue(name)}, which the space does not have.`,
    allowed: known.map(describeValue).join(', '),
    advice: spellingAdvice(
      name,
      known,
      'Correct the name; parameters of a branch have dotted names, as in "opt.adam.beta1".',
    ),
    details: { name, known },
  })

export const missingInGrid = (name: string, known: readonly string[]): InputError =>
  new InputError('sampler/missing-grid-parameter', {
    what: `The objective asked for parameter ${describeValue(name)}, for which the grid lists no values.`,
    allowed: known.length === 0 ? 'no parameter: the grid lists none' : known.map(describeValue).join(', '),
    advice:
      'List its values, grid({ values: { ... } }), or declare the space: study.optimize(space({ ... }), objective).',
    details: { name, known },
  })

export const badStart = ({ name, distribution }: NamedDistribution, value: unknown): InputError =>
  new InputError('sampler/bad-start', {
    what: `Option "x0" of sampler "cmaEs" starts parameter ${describeValue(name)} at ${describeValue(value)}.`,
    allowed: describeDistribution(distribution),
    advice: 'Start inside the range, or leave the parameter out to start in its middle.',
    details: { name, value, distribution },
  })

export const noSourceTrials = (names: readonly string[]): InputError =>
  new InputError('sampler/no-source-trials', {
    what: 'None of the trials in option "source" of sampler "cmaEs" can be learned from.',
    allowed: `complete trials with ${names.map(describeValue).join(', ')} inside the ranges of this study`,
    advice: 'Pass the trials of a study over the same parameters, or leave "source" out.',
    details: { names },
  })

export const unsupportedInside = (sampler: string, { name, distribution }: NamedDistribution): InputError =>
  new InputError('sampler/unsupported-parameter', {
    what: `Sampler "${sampler}" cannot model parameter ${describeValue(name)}: ${describeDistribution(distribution)}.`,
    allowed: 'the kinds of parameter that its documentation names',
    advice: `Let another sampler draw such parameters, as in samplers.${sampler}({ fallback: 'random' }), or choose a sampler that can.`,
    details: { sampler, name, distribution },
  })

export const badPin = ({ name, distribution }: NamedDistribution, value: unknown): InputError =>
  new InputError('sampler/bad-pin', {
    what: `Option "fixed" of sampler "partialFixed" pins parameter ${describeValue(name)} to ${describeValue(value)}.`,
    allowed: describeDistribution(distribution),
    advice: 'Pin it to a value inside its range.',
    details: { name, value, distribution },
  })

export const unknownPin = (name: string, known: readonly string[]): InputError =>
  new InputError('sampler/unknown-pin', {
    what: `Option "fixed" of sampler "partialFixed" pins ${describeValue(name)}, which the space does not have.`,
    allowed: known.map(describeValue).join(', '),
    advice: spellingAdvice(
      name,
      known,
      'Correct the name; parameters of a branch have dotted names, as in "opt.adam.beta1".',
    ),
    details: { name, known },
  })

export const averagedChoice = ({ name, distribution }: NamedDistribution): InputError =>
  new InputError('sampler/unsupported-parameter', {
    what: `Sampler "ensemble" cannot average parameter ${describeValue(name)}: ${describeDistribution(distribution)}.`,
    allowed: 'numbers: between two choices there is nothing',
    advice:
      'Use strategy "weighted" or "bandit", or let another sampler draw choices, as in samplers.ensemble({ strategy: \'average\', fallback: \'random\' }).',
    details: { sampler: 'ensemble', name, distribution },
  })
