// The Python side: JupyterLab, nbclient and, for the tests, Optuna, in a virtual environment inside the checkout.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { giveUp, root, run, say, tryRun, unlessDone } from './project.mjs'

/** The environment in which all of it is installed. */
export const venvFolder = join(root, '.venv')
const oldest = 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)'

/** The path of a program of the environment. @type {(name: string) => string} */
export function venvProgram(name) {
  return process.platform === 'win32' ? join(venvFolder, 'Scripts', `${name}.exe`) : join(venvFolder, 'bin', name)
}

/**
 * Makes sure that the environment holds the packages of a requirements file. Needs the network only when it does not.
 * @param {string} requirements path from the root of the checkout
 */
export function installPython(requirements) {
  const file = join(root, requirements)
  if (!existsSync(venvProgram('python'))) createEnvironment()
  // JupyterLab runs scripts in there by Node.js, which would take them for modules as those of this checkout are.
  writeFileSync(join(venvFolder, 'package.json'), '{ "type": "commonjs" }\n')
  unlessDone(join(venvFolder, `.ansatz-${requirements.replaceAll(/[^a-z]+/g, '-')}`), readFileSync(file), () => {
    say(`Installing the Python packages of ${requirements} …`)
    run(venvProgram('python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file])
  })
  return venvProgram('python')
}

function createEnvironment() {
  const python = findPython()
  const { code, output } = tryRun(python, ['-m', 'venv', venvFolder], { quiet: true })
  if (code === 0) return
  rmSync(venvFolder, { recursive: true, force: true })
  giveUp(
    `"${python} -m venv" failed: ${output.trim()}`,
    'On Debian and Ubuntu: apt install python3-venv. Or set PYTHON to another Python that can make virtual environments.',
  )
}

function findPython() {
  const candidates = [process.env['PYTHON'], 'python3', 'python'].filter((name) => name !== undefined)
  const found = candidates.find((name) => tryRun(name, ['-c', oldest], { quiet: true }).code === 0)
  if (found !== undefined) return found
  return giveUp(
    `No Python 3.10 or newer was found (tried ${candidates.join(', ')}).`,
    'Jupyter is a Python program. Install Python from https://python.org or set PYTHON to its path.',
  )
}
