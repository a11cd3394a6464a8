import { spellingAdvice } from '../../base/closest-name.ts'
import { type ErrorText, InputError, describeValue } from '../../base/errors.ts'

/** A kind of part that users choose by name, as it reads in an error text. */
export type PartKind = 'sampler' | 'pruner' | 'scheduler'

export const unknownPart = (kind: PartKind, given: unknown, known: readonly string[]): InputError =>
  new InputError(`${kind}/unknown`, {
    what: `There is no ${kind} ${describeValue(given)}.`,
    allowed: `${known.join(', ')}, or a ${kind} object of your own`,
    advice: spellingAdvice(given, known, `Choose one with ${kind}s.${known[0]}() or pass its name.`),
    details: { value: given, known },
  })

/** One option that cannot be used. `path` is empty when the options as a whole are wrong. */
export interface BadOption {
  readonly path: string
  readonly value: unknown
  /** What the schema says it should be, as a clause. */
  readonly allowed: string
}

export const badOption = (kind: PartKind, name: string, bad: BadOption): InputError =>
  new InputError(`${kind}/bad-option`, badOptionText(kind, name, bad))

const badOptionText = (kind: PartKind, name: string, { path, value, allowed }: BadOption): ErrorText => ({
  what:
    path === ''
      ? `The options of ${kind} "${name}" are ${describeValue(value)}.`
      : `Option "${path}" of ${kind} "${name}" is ${describeValue(value)}.`,
  allowed,
  advice: 'Change it, or leave it out to get the default.',
  details: { [kind]: name, option: path, value },
})

export const unknownOption = (kind: PartKind, name: string, option: { key: string; known: readonly string[] }) =>
  new InputError(`${kind}/unknown-option`, {
    what: `The ${kind} "${name}" has no option ${JSON.stringify(option.key)}.`,
    allowed: option.known.length === 0 ? 'no options' : option.known.join(', '),
    advice:
      option.key === 'seed'
        ? 'Give the seed to createStudy: every trial gets its own stream from it.'
        : spellingAdvice(option.key, option.known),
    details: { [kind]: name, option: option.key, known: option.known },
  })
