import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { libraryVersion } from '../../base/library-version.ts'
import { findExtension } from '../install/extension-folder.ts'
import { dataSearchPath } from '../install/jupyter-paths.ts'
import { labExtension } from '../install/lab-extension.ts'
import type { Machine } from '../machine.ts'
import { good, note, type Finding } from './finding.ts'

const name = 'JupyterLab extension'

/** The extension is optional: without it, stale cells are not marked. */
export function checkLabExtension(machine: Machine): Finding {
  const folder = findExtension(labExtension, dataSearchPath(machine))
  if (folder === null) return note(name, 'not found', 'For marks at stale cells: run `npx ansatz install`.')
  const version = versionIn(folder)
  if (version === libraryVersion) return good(name, folder)
  return note(name, `${folder} is of version ${version}, not ${libraryVersion}`, 'Run `npx ansatz install` again.')
}

function versionIn(folder: string): string {
  try {
    return String((JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown }).version)
  } catch {
    return 'unknown'
  }
}
