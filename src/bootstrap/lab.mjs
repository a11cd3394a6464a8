// npm run lab: JupyterLab on notebooks/ with this checkout's kernel, in the user's own Jupyter where there is one.
import { join } from 'node:path'
import { build } from './compile.mjs'
import { installPackages, registerKernel, root, tryRun } from './project.mjs'
import { installPython, venvProgram } from './python.mjs'

installPackages()
await build()
const environment = registerKernel()
const args = [join(root, 'notebooks'), ...process.argv.slice(2)]
process.exit(tryRun(findLab(), args, { env: environment }).code)

function findLab() {
  if (tryRun('jupyter-lab', ['--version'], { quiet: true }).code === 0) return 'jupyter-lab'
  installPython('src/bootstrap/lab-requirements.txt')
  return venvProgram('jupyter-lab')
}
