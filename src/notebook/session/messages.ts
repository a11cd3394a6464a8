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

export function assignedConstant(): TypeError {
  return new TypeError('Assignment to constant variable.')
}

export function notDefined(name: string): ReferenceError {
  return new ReferenceError(`${name} is not defined`)
}

export function usedTooEarly(name: string): ReferenceError {
  return new ReferenceError(`Cannot access '${name}' before initialization`)
}
