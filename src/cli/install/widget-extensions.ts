import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from '../machine.ts'
import { extensionFolder, findExtension, writeExtension } from './extension-folder.ts'
import { dataSearchPath } from './jupyter-paths.ts'
import { noWidgets } from './messages.ts'

/** What JupyterLab needs to draw sliders and buttons, and the Python package that brings it. */
export const widgetExtensions = [
  { name: '@jupyter-widgets/jupyterlab-manager', python: 'ipywidgets' },
  { name: 'anywidget', python: 'anywidget' },
] as const

const packageRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** In the published package, and in the Python environment of a checkout. */
const bundled = [
  join(packageRoot, 'dist', 'labextensions'),
  join(packageRoot, '.venv', 'share', 'jupyter', 'labextensions'),
]

interface Copy {
  readonly source: string
  readonly folder: string
}

/**
 * What has to be copied so that the JupyterLab which reads `dataFolder` draws widgets: nothing that it finds already, there
 * or elsewhere. Throws `install/no-widgets` where this package holds nothing to copy.
 */
export function missingWidgets(dataFolder: string, machine: Machine, sources: readonly string[] = bundled): Copy[] {
  const searched = [dataFolder, ...dataSearchPath(machine)]
  const missing = widgetExtensions.filter(({ name }) => findExtension(name, searched) === null)
  return missing.map(({ name }) => {
    const source = sources.map((folder) => join(folder, ...name.split('/'))).find((folder) => existsSync(folder))
    if (source === undefined) throw noWidgets(name)
    return { source, folder: extensionFolder(dataFolder, name) }
  })
}

/** Copies a prebuilt extension; returns its folder. */
export function copyExtension({ source, folder }: Copy): string {
  return writeExtension(folder, () => cpSync(source, folder, { recursive: true }))
}
