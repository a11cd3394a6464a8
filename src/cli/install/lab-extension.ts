import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { libraryVersion } from '../../base/library-version.ts'
import { extensionFolder, writeExtension } from './extension-folder.ts'
import { incompletePackage } from './messages.ts'

/** Our extension's name, in Jupyter's folders and in its lists. */
export const labExtension = 'ansatz'

const builtFolder = fileURLToPath(new URL('../../../dist/labextension', import.meta.url))

/** Writes our JupyterLab extension into a data folder; returns its folder. Throws `install/incomplete-package`. */
export function installLabExtension(dataFolder: string): string {
  const files = existsSync(builtFolder) ? readdirSync(builtFolder).filter((file) => file.endsWith('.js')) : []
  if (files.length === 0) throw incompletePackage(builtFolder)
  const folder = extensionFolder(dataFolder, labExtension)
  return writeExtension(folder, () => {
    mkdirSync(join(folder, 'static'))
    for (const file of files) cpSync(join(builtFolder, file), join(folder, 'static', file))
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
  })
}

/** What JupyterLab reads: the script to load, and with which versions of JupyterLab it works. */
function manifest(): object {
  return {
    name: labExtension,
    version: libraryVersion,
    description: 'Marks the cells of Ansatz notebooks that are stale, edited, or ran out of order.',
    license: 'Apache-2.0',
    dependencies: { '@jupyterlab/notebook': '^4.0.0' },
    jupyterlab: { extension: true, _build: { load: 'static/container.js', extension: './extension' } },
  }
}
