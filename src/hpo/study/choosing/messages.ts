import { AnsatzError, describeValue, InputError } from '../../../base/errors.ts'
import { type Distribution, describeDistribution, type ParamValue } from '../../space/distribution.ts'

export const changedDistribution = (change: {
  readonly trial: number
  readonly name: string
  readonly before: Distribution
  readonly now: Distribution
}): InputError =>
  new InputError('trial/changed-distribution', {
    what: `Trial ${change.trial} has ${describeValue(change.name)} as ${describeDistribution(change.before)}, and was asked for ${describeDistribution(change.now)}.`,
    allowed: 'one distribution for each parameter of a trial',
    advice: 'Reuse the value that the first call gave, or give the second parameter another name.',
    details: change,
  })

export const incompatibleDistribution = (change: {
  readonly name: string
  readonly before: Distribution
  readonly now: Distribution
}): InputError =>
  new InputError('study/incompatible-distribution', {
    what: `Parameter ${describeValue(change.name)} was ${describeDistribution(change.before)} in earlier trials, and is ${describeDistribution(change.now)} now.`,
    allowed: 'within one study the same kind and the same log; ranges, steps and choices may change',
    advice: 'Give the parameter another name, or start a new study.',
    details: change,
  })

export const badFixedValue = (fixed: {
  readonly trial: number
  readonly name: string
  readonly value: unknown
  readonly distribution: Distribution
}): InputError =>
  new InputError('trial/bad-fixed-value', {
    what: `Trial ${fixed.trial} was enqueued with ${describeValue(fixed.name)} = ${describeValue(fixed.value)}.`,
    allowed: describeDistribution(fixed.distribution),
    advice: 'Enqueue a value inside the range, or widen the parameter.',
    details: fixed,
  })

export const unsupportedParameter = (given: {
  readonly sampler: string
  readonly name: string
  readonly distribution: Distribution
}): InputError =>
  new InputError('sampler/unsupported-parameter', {
    what: `Sampler "${given.sampler}" cannot model parameter ${describeValue(given.name)}: ${describeDistribution(given.distribution)}.`,
    allowed: 'the kinds of parameter that its documentation names',
    advice: `Let another sampler draw such parameters, as in samplers.${given.sampler}({ fallback: 'random' }), or choose a sampler that can.`,
    details: given,
  })

export const badSuggestion = (bad: {
  readonly sampler: string
  readonly name: string
  readonly value: ParamValue | undefined
  readonly distribution: Distribution
}): AnsatzError =>
  new AnsatzError('sampler/bad-suggestion', {
    what: `Sampler "${bad.sampler}" gave ${describeValue(bad.value)} for parameter ${describeValue(bad.name)}.`,
    allowed: describeDistribution(bad.distribution),
    advice: 'This is a mistake in the sampler: suggest must give every parameter a value inside its distribution.',
    details: bad,
  })

export const infeasible = (search: {
  readonly trial: number
  readonly attempts: number
  /** How often each requirement was not met. */
  readonly unmet: ReadonlyMap<string, number>
}): InputError => {
  const [requirement, count] = [...search.unmet].reduce((most, next) => (next[1] > most[1] ? next : most))
  const { trial, attempts } = search
  return new InputError('space/infeasible', {
    what:
      attempts === 1
        ? `The parameters that are fixed for trial ${trial} do not meet the requirement ${describeValue(requirement)}.`
        : `No parameters for trial ${trial} were found in ${attempts} attempts: ` +
          `the requirement ${describeValue(requirement)} was not met in ${count} of them.`,
    allowed: 'values that meet every requirement of the space',
    advice: 'Loosen that requirement, narrow the parameters that it speaks of, or fix other values.',
    details: { trial, attempts, requirement, unmet: Object.fromEntries(search.unmet) },
  })
}
