import { existsSync } from 'node:fs'
import { historyPath } from '../../notebook/history/history-file.ts'
import { compileCacheFolder } from '../../notebook/language/typescript-code.ts'
import type { Machine } from '../machine.ts'
import { dataSearchPath } from './jupyter-paths.ts'
import { ownKernels } from './kernelspec.ts'

/** What kernels have written for this user and nobody needs once the last of them is gone; empty as long as one is left. */
export function keptFiles(machine: Machine): string[] {
  if (dataSearchPath(machine).flatMap(ownKernels).length > 0) return []
  const written = [historyPath(machine.env, machine.platform), compileCacheFolder(machine.env)]
  return written.filter((path): path is string => path !== null && existsSync(path))
}
