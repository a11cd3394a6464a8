import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder for the files of one test file, removed at its end. Other users may look into it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ansatz-sqlite-'))
  chmodSync(folder, 0o755)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
