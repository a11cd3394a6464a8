import { spellingAdvice } from '../../base/closest-name.ts'
import { describeValue, InputError, StateError } from '../../base/errors.ts'

export function closedComm(target: string): StateError {
  return new StateError('comms/closed', {
    what: `The comm of target ${describeValue(target)} is closed.`,
    advice: 'Open a new one; for a control, make it again and show it again.',
    details: { target },
  })
}

export function badTarget(target: unknown): InputError {
  return new InputError('comms/bad-target', {
    what: `A comm's target got ${describeValue(target)}.`,
    allowed: 'a text that is not empty',
    advice: 'Name the target under which the frontend has registered its handler.',
    details: { target },
  })
}

export function noFrontend(): StateError {
  return new StateError('comms/no-frontend', {
    what: 'comm.open() was called outside a notebook.',
    advice: 'Run it in a cell of a notebook; a plain script has no frontend to talk to.',
  })
}

/** A value or an option that a control cannot take. */
export function badValue(control: string, value: unknown, allowed: string): InputError {
  return new InputError('comms/bad-value', {
    what: `input.${control} got the value ${describeValue(value)}.`,
    allowed,
    advice: 'Pass a value that the control can show.',
    details: { control, value },
  })
}

export function badOption(
  control: string,
  problem: string,
  details: { readonly allowed: string; readonly value: unknown },
) {
  return new InputError('comms/bad-option', {
    what: `input.${control} got ${problem}: ${describeValue(details.value)}.`,
    allowed: details.allowed,
    advice: 'Correct the option.',
    details: { control, value: details.value },
  })
}

export function unknownOption(control: string, option: string, known: readonly string[]): InputError {
  return new InputError('comms/unknown-option', {
    what: `${control} has no option ${describeValue(option)}.`,
    allowed: known.join(', '),
    advice: spellingAdvice(option, known),
    details: { control, option },
  })
}
