import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findProgram } from '../find-program.ts'
import type { Machine } from '../machine.ts'
import { good, note, type Finding } from './finding.ts'

const name = 'papermill'
const timeoutMs = 20_000

/** The folder whose place on PYTHONPATH lets papermill write parameters in TypeScript. */
const translator = fileURLToPath(new URL('../../../kernelspec/papermill', import.meta.url))

const asks = `import papermill.engines
from papermill.translators import papermill_translators
papermill_translators.find_translator('ansatz', 'typescript')`

/** Nothing where there is no papermill, which few need: those who have it want to know how it takes parameters. */
export async function* checkPapermill(machine: Machine): AsyncGenerator<Finding> {
  const program = findProgram('papermill', machine)
  if (program === null) return
  const python = join(dirname(program), machine.platform === 'win32' ? 'python.exe' : 'python')
  try {
    await promisify(execFile)(python, ['-c', asks], { timeout: timeoutMs, env: machine.env })
    yield good(name, `${program} passes parameters to TypeScript`)
  } catch {
    yield note(
      name,
      `${program} passes no parameters to TypeScript`,
      `For \`papermill -p\`: add ${translator} to the variable PYTHONPATH.`,
    )
  }
}
