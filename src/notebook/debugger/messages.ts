import { InputError, StateError } from '../../base/errors.ts'

export function unknownCommand(command: string): InputError {
  return new InputError('debugger/unknown-command', {
    what: `The debugger has no command ${JSON.stringify(command)}.`,
    advice: 'Ask `initialize` what it can do.',
    details: { value: command },
  })
}

export function wrongArgument(command: string, name: string, { value, wanted }: WrongArgument): InputError {
  return new InputError('debugger/wrong-argument', {
    what: `The argument ${JSON.stringify(name)} of ${command} is ${JSON.stringify(value) ?? 'missing'}.`,
    allowed: wanted,
    advice: 'See the Debug Adapter Protocol.',
    details: { value },
  })
}

interface WrongArgument {
  readonly value: unknown
  readonly wanted: string
}

export function notAttached(): StateError {
  return new StateError('debugger/not-attached', {
    what: 'The debugger is not attached.',
    advice: 'Send `initialize` and `attach` first.',
  })
}

export function notStopped(): StateError {
  return new StateError('debugger/not-stopped', {
    what: 'No code stands at a breakpoint.',
    advice: 'Wait for the event `stopped`.',
  })
}

export function notAtError(): StateError {
  return new StateError('debugger/not-at-error', {
    what: 'No code stands at an error.',
    advice: 'Wait for the event `stopped` with the reason `exception`.',
  })
}

export function noProcess(): StateError {
  return new StateError('debugger/no-process', {
    what: 'The process that runs cells is not there.',
    advice: 'Run a cell, which starts it, and attach again.',
  })
}

/** The process ended while the debugger waited for it. */
export function processEnded(): StateError {
  return new StateError('debugger/process-ended', {
    what: 'The process that runs cells has ended.',
    advice: 'Attach again: a new one has taken over.',
  })
}

export function noSource(path: string): InputError {
  return new InputError('debugger/no-source', {
    what: `There is no text of ${JSON.stringify(path)}.`,
    advice: 'Send `dumpCell` first if it is a cell.',
    details: { value: path },
  })
}

export function notHeld(name: string): InputError {
  return new InputError('debugger/not-held', {
    what: `There is no variable ${JSON.stringify(name)} in what was shown.`,
    advice: 'Ask for the variables again: the code has gone on since.',
    details: { value: name },
  })
}

export function notSet(name: string, why: string): InputError {
  return new InputError('debugger/not-set', {
    what: `${JSON.stringify(name)} cannot be set: ${why}`,
    advice: 'Set what holds it, or evaluate an assignment.',
    details: { value: name },
  })
}

/** Why a breakpoint has no place. */
export const notCompiled = 'This cell cannot be compiled.'
export const notLoaded = 'This file has not been loaded yet; the breakpoint will be set when it is.'
