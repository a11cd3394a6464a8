import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { globalTslab } from '../../../src/notebook/modules/global-tslab.ts'

let home: string
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'ansatz-tslab-')))
  const tslab = join(home, 'lib', 'node_modules', 'tslab')
  for (const folder of ['dist', 'bin']) mkdirSync(join(tslab, folder), { recursive: true })
  writeFileSync(join(tslab, 'dist', 'public.js'), '')
  writeFileSync(join(tslab, 'bin', 'tslab'), '')
  mkdirSync(join(home, 'bin'))
  symlinkSync('../lib/node_modules/tslab/bin/tslab', join(home, 'bin', 'tslab'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

test.each([
  ["behind npm's program on PATH", (): NodeJS.ProcessEnv => ({ PATH: join(home, 'bin') })],
  ["below npm's prefix", (): NodeJS.ProcessEnv => ({ NPM_CONFIG_PREFIX: home })],
])('globalTslab finds the package %s', (_, env) => {
  expect(globalTslab(env())).toBe(join(home, 'lib', 'node_modules', 'tslab', 'dist', 'public.js'))
})

test('globalTslab is null without one', () => {
  expect(globalTslab({ PATH: '/nowhere', NPM_CONFIG_PREFIX: '/nowhere' })).toBeNull()
})
