import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Machine } from '../machine.ts'
import { installTarget, type TargetOptions } from './install-target.ts'
import {
  createdFolder,
  createKernelspec,
  isOurs,
  logoFile,
  readKernelspec,
  templateFolder,
  type Kernelspec,
} from './kernelspec.ts'
import { drawLogo } from './logo.ts'
import { makeFolders } from './make-folders.ts'
import { badDisplayName, foreignKernel, notInstalled, notRemoved, notWritten } from './messages.ts'
import { encodePng } from './png.ts'
import { removeEmpty } from './remove-empty.ts'

/** The sizes that frontends look for: `logo-32x32.png` and `logo-64x64.png`. JupyterLab prefers the SVG. */
const logoSizes = [32, 64]

export interface InstallOptions extends TargetOptions {
  readonly displayName?: string
}

/** Writes the kernel specification; returns its folder. Another kernel of that name is left alone. */
export function installKernel(options: InstallOptions, machine: Machine): string {
  if (options.displayName?.trim() === '') throw badDisplayName(options.displayName)
  const folder = installTarget(options, machine)
  const present = readKernelspec(folder)
  if (present !== null && !isOurs(present)) throw foreignKernel(folder)
  try {
    // Of the folders above, uninstall removes those that were not there before; the first one is written down.
    const created = makeFolders(folder) ?? (present === null ? null : createdFolder(present))
    write(folder, createKernelspec(machine, { displayName: options.displayName, created }))
  } catch (cause) {
    throw notWritten(folder, cause)
  }
  return folder
}

function write(folder: string, spec: Kernelspec): void {
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`)
  copyFileSync(join(templateFolder, logoFile), join(folder, logoFile))
  for (const size of logoSizes) {
    writeFileSync(join(folder, `logo-${size}x${size}.png`), encodePng(size, drawLogo(size)))
  }
}

/**
 * Removes the kernel specification and the folders above it that were made for it and are empty now; returns its folder.
 * Throws `install/not-installed`, `install/foreign-kernel`, `install/not-removed`.
 */
export function uninstallKernel(options: TargetOptions, machine: Machine): string {
  const folder = installTarget(options, machine)
  const present = readKernelspec(folder)
  if (present === null) throw notInstalled(folder)
  if (!isOurs(present)) throw foreignKernel(folder)
  try {
    rmSync(folder, { recursive: true })
  } catch (cause) {
    throw notRemoved(folder, cause)
  }
  const created = createdFolder(present)
  if (created !== null) removeEmpty(dirname(folder), created)
  return folder
}
