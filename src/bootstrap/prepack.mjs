// npm pack and npm publish: build, and put what draws widgets in JupyterLab into the package, for
// `ansatz install --widgets`. It comes from the Python packages that bring it, with their licences.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './compile.mjs'
import { giveUp, installPackages, root, say } from './project.mjs'
import { installPython, venvFolder } from './python.mjs'

const extensions = [
  { name: '@jupyter-widgets/jupyterlab-manager', python: 'jupyterlab_widgets' },
  { name: 'anywidget', python: 'anywidget' },
]
const source = join(venvFolder, 'share', 'jupyter', 'labextensions')
const target = join(root, 'dist', 'labextensions')

installPackages()
await build()
if (!extensions.every(({ name }) => existsSync(join(source, name)))) installPython('src/bootstrap/lab-requirements.txt')
rmSync(target, { recursive: true, force: true })
for (const { name, python } of extensions) {
  // Not what pip says about how to remove it: a copy is not pip's.
  cpSync(join(source, name), join(target, name), {
    recursive: true,
    filter: (file) => !/\.orig$|[\\/]install\.json$/.test(file),
  })
  cpSync(licenceOf(python), join(target, name, 'LICENSE'))
}
say(`Packed ${extensions.map(({ name }) => name).join(' and ')}.`)

/** @param {string} python */
function licenceOf(python) {
  const file = sitePackages()
    .flatMap((folder) => readdirSync(folder).map((entry) => join(folder, entry)))
    .filter((folder) => folder.includes(`${python}-`) && folder.endsWith('.dist-info'))
    .flatMap((folder) => [join(folder, 'licenses', 'LICENSE'), join(folder, 'LICENSE')])
    .find((path) => existsSync(path))
  return file ?? giveUp(`${python} has come without its licence.`, 'It must not be published so: install it again.')
}

function sitePackages() {
  if (process.platform === 'win32') return [join(venvFolder, 'Lib', 'site-packages')]
  const versions = readdirSync(join(venvFolder, 'lib')).filter((name) => name.startsWith('python'))
  return versions.map((version) => join(venvFolder, 'lib', version, 'site-packages'))
}
