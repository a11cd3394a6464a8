import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where the notebook lies: what relative paths and package names in its cells are relative to. */
export interface NotebookPlace {
  readonly folder: string
  /** The notebook's file; a name that no file has where the frontend does not tell it. */
  readonly file: string
}

/** `sessionName` is Jupyter's `JPY_SESSION_NAME`: the path of the notebook, if the server sets it. */
export function notebookPlace(workingFolder: string, sessionName: string | undefined): NotebookPlace {
  const named = sessionName === undefined ? null : resolve(workingFolder, sessionName)
  const isHere = named !== null && dirname(named) === workingFolder && existsSync(named)
  return { folder: workingFolder, file: isHere ? named : join(workingFolder, 'notebook.ipynb') }
}

/** What CommonJS gives a module: names that every cell has. */
export function cellEnvironment(
  { folder, file }: NotebookPlace,
  require: NodeJS.Require,
): Readonly<Record<string, unknown>> {
  const module = { exports: {}, id: file, filename: file }
  return { require, __filename: file, __dirname: folder, module, exports: module.exports }
}

/** `import.meta` of a cell. */
export function cellMeta({ folder, file }: NotebookPlace): object {
  const { resolve: find } = createRequire(file)
  return {
    url: pathToFileURL(file).href,
    filename: file,
    dirname: folder,
    resolve(specifier: string): string {
      const found = find(specifier)
      return isAbsolute(found) ? pathToFileURL(found).href : `node:${found.replace(/^node:/, '')}`
    },
  }
}
