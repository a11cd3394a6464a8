import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Machine } from './machine.ts'

/** The full path of `program` as a shell would find it, or null. */
export function findProgram(program: string, { env, platform }: Machine): string | null {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, `${program}${ending}`)
      if (isExecutable(path)) return path
    }
  }
  return null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
