import { EnvironmentError } from '../../base/errors.ts'

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
