import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findProgram } from '../find-program.ts'
import type { Machine } from '../machine.ts'
import { good, note, type Finding } from './finding.ts'

const name = 'Jupyter'
const timeoutMs = 20_000

/** Jupyter is optional here: VS Code starts kernels without it. */
export async function checkJupyter(machine: Machine): Promise<Finding> {
  const program = findProgram('jupyter', machine)
  const fix = 'Install it with `pip install jupyterlab`, or open notebooks in VS Code, which needs no Jupyter.'
  if (program === null) return note(name, 'not on PATH', fix)
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: timeoutMs })
    const lab = /^jupyterlab\s*:\s*(\S+)/m.exec(stdout)?.[1]
    if (lab === undefined || lab === 'not') return note(name, `${program}, without JupyterLab`, fix)
    return good(name, `JupyterLab ${lab} (${program})`)
  } catch {
    return note(name, `${program} does not run`, fix)
  }
}
