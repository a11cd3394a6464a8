import { rmdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Removes `folder` and those above it up to `last`, an absolute path, as long as they are empty. */
export function removeEmpty(folder: string, last: string): void {
  for (let current = resolve(folder); current.startsWith(last); current = dirname(current)) {
    try {
      rmdirSync(current)
    } catch {
      // Somebody else's things are in it.
      return
    }
  }
}
