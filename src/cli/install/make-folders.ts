import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and what is missing above it; gives the first that was made, or null. `mkdirSync` with `recursive` never
 * returns where nothing can be made although all above is there, as in /proc.
 */
export function makeFolders(folder: string): string | null {
  const missing = missingFolders(resolve(folder))
  for (const path of missing) makeFolder(path)
  return missing[0] ?? null
}

/** From the outermost to `folder` itself. */
function missingFolders(folder: string): string[] {
  if (existsSync(folder)) return []
  const above = dirname(folder)
  // The root of a drive that is not there has nothing above it.
  return above === folder ? [folder] : [...missingFolders(above), folder]
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    // Another `ansatz install` may have been faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(path)) throw error
  }
}
