import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { versionOf } from '../notebook/session/node-under-test.ts'

const folder = fileURLToPath(new URL('../../.cache/nodes', import.meta.url))

export interface FoundNode {
  readonly path: string
  readonly version: string
}

/** The Node.js that runs the tests and those that the set-up of the tests has put into `.cache/nodes`. */
export function findNodes(): readonly FoundNode[] {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const others = ['node22', 'node24'].map((name) => join(folder, 'node_modules', name, 'bin', binary))
  const found = [process.execPath, ...others.filter((path) => existsSync(path))]
  return found.map((path) => ({ path, version: versionOf(path) }))
}

/** Why versions are missing: what npm said, or that nobody asked it. */
export function whyAbsent(): string {
  const reason = join(folder, 'absent.txt')
  return existsSync(reason) ? readFileSync(reason, 'utf8').trim() : '`npm test` installs them into .cache/nodes'
}
