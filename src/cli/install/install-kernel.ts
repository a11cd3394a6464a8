import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Machine } from '../machine.ts'
import { installTarget, type TargetOptions } from './install-target.ts'
import { createKernelspec, isOurs, logoFile, readKernelspec, templateFolder } from './kernelspec.ts'
import { foreignKernel, notInstalled, notWritten } from './messages.ts'

export interface InstallOptions extends TargetOptions {
  readonly displayName?: string
}

/** Writes the kernel specification; returns its folder. Another kernel of that name is left alone. */
export function installKernel(options: InstallOptions, machine: Machine): string {
  const folder = installTarget(options, machine)
  const present = readKernelspec(folder)
  if (present !== null && !isOurs(present)) throw foreignKernel(folder)
  const spec = createKernelspec(machine, options.displayName)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`)
    copyFileSync(join(templateFolder, logoFile), join(folder, logoFile))
  } catch (cause) {
    throw notWritten(folder, cause)
  }
  return folder
}

/** Removes the kernel specification; returns its folder. Throws `install/not-installed`, `install/foreign-kernel`. */
export function uninstallKernel(options: TargetOptions, machine: Machine): string {
  const folder = installTarget(options, machine)
  const present = readKernelspec(folder)
  if (present === null) throw notInstalled(folder)
  if (!isOurs(present)) throw foreignKernel(folder)
  rmSync(folder, { recursive: true })
  return folder
}
