import { findExtension } from '../install/extension-folder.ts'
import { dataSearchPath } from '../install/jupyter-paths.ts'
import { widgetExtensions } from '../install/widget-extensions.ts'
import type { Machine } from '../machine.ts'
import { good, note, type Finding } from './finding.ts'

const name = 'Widgets in JupyterLab'

/** Widgets are optional, and VS Code brings its own. */
export function checkWidgets(machine: Machine): Finding {
  const folders = dataSearchPath(machine)
  const missing = widgetExtensions.filter((extension) => findExtension(extension.name, folders) === null)
  if (missing.length === 0) return good(name, widgetExtensions.map((extension) => extension.name).join(', '))
  const packages = missing.map(({ python }) => python).join(' ')
  return note(
    name,
    `${missing.map((extension) => extension.name).join(' and ')} not found`,
    `For sliders and buttons: run \`npx ansatz install --widgets\`, or \`pip install ${packages}\` beside JupyterLab.`,
  )
}
