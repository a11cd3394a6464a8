import { EnvironmentError, StateError } from '../../base/errors.ts'

/** Thrown into a cell that the user stops. Cells may catch it to save what they have. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

export function interrupted(): Interrupted {
  return new Interrupted('The cell was interrupted.')
}

export function missingPackage(name: string, folder: string): Error {
  return new EnvironmentError('session/missing-package', {
    what: `Package "${name}" is not installed for this notebook.`,
    advice: `Run \`npm install ${name}\` in ${folder}, then run the cell again.`,
    details: { package: name, folder },
  })
}

export function missingFile(specifier: string, folder: string): Error {
  return new EnvironmentError('session/missing-file', {
    what: `There is no file "${specifier}".`,
    advice: `Relative paths start at ${folder}.`,
    details: { file: specifier, folder },
  })
}

export function missingExport(specifier: string, name: string): SyntaxError {
  return new SyntaxError(`The requested module '${specifier}' does not provide an export named '${name}'`)
}

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
