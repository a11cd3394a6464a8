import { describeValue, InputError } from '../../base/errors.ts'

interface Bounded {
  readonly value: unknown
  /** Exclusive, as is `high`. */
  readonly low: number
  readonly high: number
}

/** @throws InputError `adaptation/bad-option` unless the value is a number between the bounds */
export function checkedNumber(call: string, option: string, { value, low, high }: Bounded): void {
  if (typeof value === 'number' && value > low && value < high) return
  const least = low < 0 ? 'a number, at least 0' : `a number above ${low}`
  throw new InputError('adaptation/bad-option', {
    what: `Option "${option}" of ${call} is ${describeValue(value)}.`,
    allowed: Number.isFinite(high) ? `${least} and below ${high}` : least,
    advice: 'Change it, or leave it out.',
    details: { strategy: call.replace('adaptations.', ''), option, value },
  })
}

export const noBox = (names: readonly string[]): InputError =>
  new InputError('adaptation/no-box', {
    what: 'No complete trial of the sources of boundingBox has a parameter of the space.',
    allowed: `studies with complete trials that have some of ${names.map(describeValue).join(', ')}`,
    advice: 'Give studies of the same parameters under the same names.',
    details: { names },
  })

export const badLimits = (parameter: string, limit: unknown): InputError =>
  new InputError('adaptation/bad-option', {
    what: `Option "limits" of adaptations.expand has ${describeValue(limit)} for ${describeValue(parameter)}.`,
    allowed: 'an object { low, high } of numbers, low below high',
    advice: 'Say how far the range may grow at both ends.',
    details: { strategy: 'expand', option: `limits.${parameter}`, value: limit },
  })

export const badSamplers = (samplers: unknown): InputError =>
  new InputError('adaptation/bad-option', {
    what: `Option "samplers" of adaptations.switchSampler is ${describeValue(samplers)}.`,
    allowed: 'a list of names of samplers, at least one',
    advice: "Name them, as in ['random', 'cmaEs'].",
    details: { strategy: 'switchSampler', option: 'samplers', value: samplers },
  })

export const badInterval = (interval: unknown): InputError =>
  new InputError('adaptation/bad-option', {
    what: `The interval of adaptSpace is ${describeValue(interval)}.`,
    allowed: 'a whole number, at least 1; 20 to 25 trials are usual',
    advice: 'Say after how many finished trials to look, or leave it out.',
    details: { option: 'interval', value: interval },
  })

export const badStrategies = (strategies: unknown): InputError =>
  new InputError('adaptation/bad-option', {
    what: `The strategies of adaptSpace are ${describeValue(strategies)}.`,
    allowed: 'a list of strategies as adaptations.narrow() gives them, or functions of what is known',
    advice: 'Pass at least one, or leave them out.',
    details: { option: 'strategies', value: strategies },
  })
