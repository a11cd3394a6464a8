import { StateError } from '../../base/errors.ts'

export function noStdin(): StateError {
  return new StateError('session/no-stdin', {
    what: 'prompt() was called, but nobody can answer here.',
    advice: 'Run the notebook in a frontend that asks questions, or set the value in a cell.',
  })
}

/** Below a cell whose reply has waited long enough. `kinds` are Node.js's names of what still runs. */
export function backgroundGoesOn(limitMs: number, kinds: readonly string[]): string {
  return (
    `[ansatz] After ${limitMs / 1000} s this cell still has something running in the background ` +
    `(${kinds.join(', ')}), so it ends without it: what that shows later will not be saved here. ` +
    'ANSATZ_AWAIT_BACKGROUND=10min waits longer, ANSATZ_AWAIT_BACKGROUND=0 does not wait.\n'
  )
}

/** What a cell has changed, and the kernel has changed back. */
export function builtInsUndone(names: readonly string[]): string {
  return `[ansatz] Undone, because the notebook could not have gone on with it: the change of ${names.join(', ')}.\n`
}

export function assignedConstant(): TypeError {
  return new TypeError('Assignment to constant variable.')
}

export function notDefined(name: string): ReferenceError {
  return new ReferenceError(`${name} is not defined`)
}

export function usedTooEarly(name: string): ReferenceError {
  return new ReferenceError(`Cannot access '${name}' before initialization`)
}

let latestBroken: Error | null = null

/** Made of texts alone, since what errors are made with may be what is broken. */
export function brokenBuiltIns(cause: unknown): Error {
  const told = cause instanceof Error ? cause.message : typeof cause
  latestBroken = new Error(
    `The kernel failed where it cannot by itself (${told}). A cell must have changed what JavaScript is built on, ` +
      'such as a method of Array.prototype or Object. Restart the kernel.',
  )
  return latestBroken
}

/** The text of such an error, null for any other, found without a look into it. */
export function brokenBuiltInsOf(error: unknown): string | null {
  return error === latestBroken && latestBroken !== null ? latestBroken.message : null
}
