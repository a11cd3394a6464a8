import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findProgram } from '../find-program.ts'
import { install } from '../install/install.ts'
import { prefixDataFolder } from '../install/jupyter-paths.ts'
import type { Machine } from '../machine.ts'
import { noLab } from './messages.ts'

/**
 * Opens the user's JupyterLab with this kernel, whether it is installed or not, and waits until it ends; `args` go to
 * JupyterLab. Resolves with its exit code. Throws `lab/no-jupyterlab`.
 */
export async function openLab(args: readonly string[], machine: Machine): Promise<number> {
  const program = findProgram('jupyter-lab', machine)
  if (program === null) throw noLab()
  const prefix = mkdtempSync(join(tmpdir(), 'ansatz-lab-'))
  try {
    install({ prefix, name: 'ansatz' }, machine)
    const path = [prefixDataFolder(prefix, machine), machine.env.JUPYTER_PATH].filter(Boolean).join(delimiter)
    return await runToEnd(program, args, { ...machine.env, JUPYTER_PATH: path })
  } finally {
    rmSync(prefix, { recursive: true, force: true })
  }
}

function runToEnd(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' })
    // The terminal sends Ctrl-C to JupyterLab too, which asks before it ends: we end when it does.
    const wait = (): void => {}
    const pass = (): void => void child.kill('SIGTERM')
    process.on('SIGINT', wait)
    process.on('SIGTERM', pass)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGINT', wait)
      process.off('SIGTERM', pass)
      // As shells report a signal.
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
