import type { Machine } from '../machine.ts'
import { extensionFolder, removeExtensions } from './extension-folder.ts'
import { installKernel, uninstallKernel, type InstallOptions } from './install-kernel.ts'
import { installTarget, targetDataFolder, type TargetOptions } from './install-target.ts'
import { ownKernels } from './kernelspec.ts'
import { installLabExtension, labExtension } from './lab-extension.ts'
import { copyExtension, missingWidgets, widgetExtensions } from './widget-extensions.ts'

export interface InstallAllOptions extends InstallOptions {
  /** Whether JupyterLab gets our extension; false leaves it out. */
  readonly labExtension?: boolean
  /** Whether JupyterLab gets what draws widgets, where it is missing. */
  readonly widgets?: boolean
}

/** The folders that were written or removed. */
export interface Installed {
  /** Of the kernel specification. */
  readonly folder: string
  /** Of extensions of JupyterLab. */
  readonly extensions: readonly string[]
}

/** Makes Jupyter know the kernel, and JupyterLab what belongs to it. */
export function install(options: InstallAllOptions, machine: Machine): Installed {
  const data = targetDataFolder(options, machine)
  const copies = options.widgets === true ? missingWidgets(data, machine) : []
  // The kernel first: it notes the first folder that is made for all of this.
  const folder = installKernel(options, machine)
  const own = options.labExtension === false ? [] : [installLabExtension(data)]
  return { folder, extensions: [...own, ...copies.map(copyExtension)] }
}

/** Removes the kernel and, with the last of our kernels in that place, the extensions that we have installed there. */
export function uninstall(options: TargetOptions, machine: Machine): Installed {
  const data = targetDataFolder(options, machine)
  const target = installTarget(options, machine)
  const kernels = ownKernels(data)
  const isLast = kernels.length === 1 && kernels[0].folder === target
  const names = [labExtension, ...widgetExtensions.map(({ name }) => name)]
  const extensions = isLast ? removeExtensions(names.map((name) => extensionFolder(data, name))) : []
  return { folder: uninstallKernel(options, machine), extensions }
}
