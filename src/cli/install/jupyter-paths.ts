import { delimiter, dirname, posix, win32 } from 'node:path'
import { findProgram } from '../find-program.ts'
import type { Machine } from '../machine.ts'
import { noHome } from './messages.ts'

// The rules are those of jupyter_core/paths.py.

/** The folder in which this user's Jupyter keeps its data. Throws `install/no-home`. */
export function userDataFolder(machine: Machine): string {
  const folder = findUserDataFolder(machine)
  if (folder === null) throw noHome()
  return folder
}

function findUserDataFolder({ env, platform, home }: Machine): string | null {
  if (isSet(env.JUPYTER_DATA_DIR)) return env.JUPYTER_DATA_DIR
  if (platform === 'win32') {
    if (isSet(env.APPDATA)) return win32.join(env.APPDATA, 'jupyter')
    return home === null ? null : win32.join(home, '.jupyter', 'data')
  }
  if (platform !== 'darwin' && isSet(env.XDG_DATA_HOME)) return posix.join(env.XDG_DATA_HOME, 'jupyter')
  if (home === null) return null
  return platform === 'darwin' ? posix.join(home, 'Library', 'Jupyter') : posix.join(home, '.local/share/jupyter')
}

/** The data folder below an installation prefix such as `/usr/local` or a virtual environment. */
export function prefixDataFolder(prefix: string, { platform }: Machine): string {
  return (platform === 'win32' ? win32 : posix).join(prefix, 'share', 'jupyter')
}

/** The prefix of the Python environment that is active, or else of the Jupyter or Python found first; null without any. */
export function pythonPrefix(machine: Machine): string | null {
  const { env } = machine
  if (isSet(env.VIRTUAL_ENV)) return env.VIRTUAL_ENV
  if (isSet(env.CONDA_PREFIX)) return env.CONDA_PREFIX
  const program = ['jupyter', 'python3', 'python']
    .map((name) => findProgram(name, machine))
    .find((path) => path !== null)
  // PREFIX/bin/jupyter, on Windows PREFIX\Scripts\jupyter.exe.
  return program ? dirname(dirname(program)) : null
}

/** Where Jupyter looks for kernels, in its order of preference. */
export function dataSearchPath(machine: Machine): string[] {
  const { env, platform } = machine
  const explicit = (env.JUPYTER_PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = findUserDataFolder(machine)
  const user = found === null ? [] : [found]
  const prefix = pythonPrefix(machine)
  const environment = prefix === null ? [] : [prefixDataFolder(prefix, machine)]
  const system = platform === 'win32' ? [] : ['/usr/local/share/jupyter', '/usr/share/jupyter']
  const own = prefersEnvironment(env) ? [...environment, ...user] : [...user, ...environment]
  return [...new Set([...explicit, ...own, ...system])]
}

/** Inside a virtual environment, or a conda environment other than the base, its folder comes before the user's. */
function prefersEnvironment(env: Machine['env']): boolean {
  if (isSet(env.JUPYTER_PREFER_ENV_PATH)) return !/^(no|n|false|off|0|0\.0)$/i.test(env.JUPYTER_PREFER_ENV_PATH)
  if (isSet(env.VIRTUAL_ENV)) return true
  return isSet(env.CONDA_PREFIX) && isSet(env.CONDA_DEFAULT_ENV) && env.CONDA_DEFAULT_ENV !== 'base'
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
