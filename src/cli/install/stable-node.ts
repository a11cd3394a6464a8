import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { findPrograms } from '../find-program.ts'
import type { Machine } from '../machine.ts'

/** fnm makes a folder of links for each shell and removes it with the shell. */
const ofOneShell = /[\\/]fnm_multishells[\\/]/

/**
 * This Node.js (`executable`, by default the one that runs) under the name that lives longest. Version managers and
 * Homebrew put the version into the real path, which is gone after the next upgrade, and keep a link that is not: a path
 * without the version is preferred, then what a shell would find, then the real path.
 */
export function stableNode(machine: Machine, executable: string = process.execPath): string {
  const { env, platform } = machine
  const program = platform === 'win32' ? 'node.exe' : join('bin', 'node')
  const links = [
    ...findPrograms('node', machine),
    ...(env.NVM_DIR ? [join(env.NVM_DIR, 'current', program)] : []),
    ...(env.FNM_DIR ? [join(env.FNM_DIR, 'aliases', 'default', program)] : []),
  ]
  const real = realPath(executable)
  const same = links.filter((link) => !ofOneShell.test(link) && realPath(link) === real)
  return same.find((link) => !/\d+\.\d+\.\d+/.test(link)) ?? same[0] ?? executable
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
