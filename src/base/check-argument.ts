import { spellingAdvice } from './closest-name.ts'
import { describeValue, InputError } from './errors.ts'

/** An argument of a public function, with what it must be. */
export interface Argument {
  /** Who got it, as callers write it: `study.observe`. */
  readonly call: string
  /** What it is there, in words: `the observer`. */
  readonly what: string
  readonly value: unknown
  readonly allowed: string
  readonly advice?: string
}

/** The refusal of an argument. */
export function badArgument({ call, what, value, allowed, advice }: Argument): InputError {
  return new InputError('base/bad-argument', {
    what: `${call} got ${describeValue(value)} as ${what}.`,
    allowed,
    advice: advice ?? `Correct ${what}.`,
    details: { call, value },
  })
}

/**
 * Refuses options that are no object, or that hold a name which nobody knows; what the values are is for others to check.
 *
 * @throws InputError `base/bad-argument`, `base/unknown-option`
 */
export function checkOptionNames(call: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw badArgument({ call, what: 'its options', value: options, allowed: `an object with ${known.join(', ')}` })
  }
  const stranger = Object.keys(options).find((key) => !known.includes(key))
  if (stranger === undefined) return
  throw new InputError('base/unknown-option', {
    what: `${call} has no option ${describeValue(stranger)}.`,
    allowed: known.length === 0 ? 'no options' : known.join(', '),
    advice: spellingAdvice(stranger, known),
    details: { call, option: stranger, known },
  })
}

/** Refuses what is no function. @throws InputError `base/bad-argument` */
export function checkFunction(argument: Omit<Argument, 'allowed'> & { readonly allowed?: string }): void {
  if (typeof argument.value !== 'function') throw badArgument({ allowed: 'a function', ...argument })
}

/** Refuses what is no text, or an empty one. @throws InputError `base/bad-argument` */
export function checkText(argument: Omit<Argument, 'allowed'> & { readonly allowed?: string }): void {
  const { value } = argument
  if (typeof value !== 'string' || value === '') throw badArgument({ allowed: 'a text that is not empty', ...argument })
}
