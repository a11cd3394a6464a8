import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { executorStdio } from '../ipc/executor-pipes.ts'
import { executorNodeOptions } from './executor-options.ts'

/** How to start an executor: the script that speaks the frame protocol on the pipes of `executorStdio`. */
export interface ExecutorProgram {
  readonly script: string
  readonly nodeOptions: readonly string[]
  readonly cwd: string
}

/** The executor of this package. */
export const builtExecutor = fileURLToPath(new URL('../session/start.js', import.meta.url))

/** The program for the Node.js that runs us, in our working folder. */
export function executorProgram(script: string): ExecutorProgram {
  return { script, nodeOptions: executorNodeOptions(process.versions.node), cwd: process.cwd() }
}

/** Starts a process of the program. A module of few imports, because the kernel begins with it. */
export function startExecutor({ script, nodeOptions, cwd }: ExecutorProgram): ChildProcess {
  const child = spawn(process.execPath, [...nodeOptions, script], {
    cwd,
    stdio: [...executorStdio],
    // A process group of its own: an interrupt from the terminal reaches only us, and we can end it with all that it started.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  // Whoever takes the process over sees by its missing id that it never began.
  child.on('error', () => {})
  return child
}
