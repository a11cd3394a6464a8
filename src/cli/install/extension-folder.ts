import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeFolders } from './make-folders.ts'
import { foreignExtension, notRemoved, notWritten } from './messages.ts'
import { removeEmpty } from './remove-empty.ts'

/** What we write beside an extension: Jupyter shows it, and `uninstall` knows by it what is ours. */
interface InstallRecord {
  readonly packageManager: string
  readonly packageName: string
  readonly uninstallInstructions: string
  /** The first folder that had to be made for the extension. */
  readonly created: string | null
}

/** Where an extension of JupyterLab lies in one of Jupyter's data folders. */
export function extensionFolder(dataFolder: string, name: string): string {
  return join(dataFolder, 'labextensions', ...name.split('/'))
}

/** Where JupyterLab would find an extension; null where it would not. */
export function findExtension(name: string, dataFolders: readonly string[]): string | null {
  const folders = dataFolders.map((data) => extensionFolder(data, name))
  return folders.find((folder) => existsSync(join(folder, 'package.json'))) ?? null
}

/** Puts an extension in place of what we had installed there; `write` fills the folder, which is returned. */
export function writeExtension(folder: string, write: () => void): string {
  const before = installRecord(folder)
  if (before === null && existsSync(folder)) throw foreignExtension(folder)
  try {
    rmSync(folder, { recursive: true, force: true })
    const created = makeFolders(folder)
    write()
    const record: InstallRecord = {
      packageManager: 'npm',
      packageName: 'ansatz',
      uninstallInstructions: 'Run `npx ansatz uninstall`.',
      created: before === null ? created : before.created,
    }
    writeFileSync(join(folder, 'install.json'), `${JSON.stringify(record, null, 2)}\n`)
  } catch (cause) {
    throw notWritten(folder, cause)
  }
  return folder
}

/** Removes those extensions that we have installed, then what was made for them; returns their folders. */
export function removeExtensions(folders: readonly string[]): string[] {
  const installed = folders.flatMap((folder) => {
    const record = installRecord(folder)
    return record === null ? [] : [{ folder, created: record.created }]
  })
  for (const { folder } of installed) remove(folder)
  // The inner folders first: the outer ones are empty only then.
  const made = installed.toSorted((a, b) => (b.created?.length ?? 0) - (a.created?.length ?? 0))
  for (const { folder, created } of made) if (created !== null) removeEmpty(dirname(folder), created)
  return installed.map(({ folder }) => folder)
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true })
  } catch (cause) {
    throw notRemoved(folder, cause)
  }
}

function installRecord(folder: string): InstallRecord | null {
  const path = join(folder, 'install.json')
  if (!existsSync(path)) return null
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as InstallRecord
    return record.packageManager === 'npm' && record.packageName === 'ansatz' ? record : null
  } catch {
    return null
  }
}
