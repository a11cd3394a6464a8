import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataSearchPath } from '../install/jupyter-paths.ts'
import type { Machine } from '../machine.ts'
import { good, note, type Finding } from './finding.ts'

const name = 'Widgets in JupyterLab'
/** What JupyterLab loads to draw sliders and buttons, and the Python package that brings it. */
const extensions = [
  ['@jupyter-widgets/jupyterlab-manager', 'ipywidgets'],
  ['anywidget', 'anywidget'],
] as const

/** Widgets are optional, and VS Code brings its own. */
export function checkWidgets(machine: Machine): Finding {
  const folders = dataSearchPath(machine)
  const missing = extensions.filter(
    ([extension]) => !folders.some((folder) => existsSync(join(folder, 'labextensions', extension, 'package.json'))),
  )
  if (missing.length === 0) return good(name, extensions.map(([extension]) => extension).join(', '))
  return note(
    name,
    `${missing.map(([extension]) => extension).join(' and ')} not found`,
    `For sliders and buttons: \`pip install ${missing.map(([, python]) => python).join(' ')}\` beside JupyterLab.`,
  )
}
