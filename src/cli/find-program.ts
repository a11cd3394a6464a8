import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Machine } from './machine.ts'

/** The full path of `program` as a shell would find it, or null. */
export function findProgram(program: string, machine: Machine): string | null {
  return findPrograms(program, machine)[0] ?? null
}

/** Every file of that name on PATH, the one that a shell would take first. */
export function findPrograms(program: string, { env, platform }: Machine): readonly string[] {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : ['']
  return folders
    .flatMap((folder) => endings.map((ending) => join(folder, `${program}${ending}`)))
    .filter((path) => isExecutable(path))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
