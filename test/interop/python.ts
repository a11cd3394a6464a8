import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Json } from '../../src/base/json.ts'
import { readPythonJson } from '../../src/hpo/storages/python-json.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const scripts = join(root, 'test', 'python')

/** The Python of the test environment; `npm test` makes it from test/python/requirements.txt. */
export const python = join(root, '.venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

/** Runs a script of test/python far from UTC and gives the JSON that it prints. */
export async function runPython(script: string, ...args: readonly string[]): Promise<Json> {
  if (!existsSync(python))
    throw new Error(`${python} is missing. Run "npm test" once: it makes the Python environment.`)
  const env = {
    ...process.env,
    TZ: 'Asia/Tokyo',
    PYTHONWARNINGS: 'ignore',
    PYTHONPYCACHEPREFIX: join(root, '.cache', 'python'),
  }
  const { stdout } = await run(python, [join(scripts, script), ...args], { env, maxBuffer: 2 ** 26 })
  return readPythonJson(stdout)
}
