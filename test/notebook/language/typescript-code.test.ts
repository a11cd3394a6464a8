import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadTypescript } from '../../../src/notebook/language/typescript-code.ts'

const require = createRequire(import.meta.url)
const path = require.resolve('typescript')
let folder: string
let before: NodeJS.Module | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-compiled-'))
  before = require.cache[path]
})
afterEach(() => {
  require.cache[path] = before
  rmSync(folder, { recursive: true })
})

function loadAnew() {
  delete require.cache[path]
  return loadTypescript(folder)
}

test('what V8 has compiled is written down once, and whoever requires TypeScript gets what was loaded', () => {
  const keepCompiled = loadAnew()
  const loaded = require.cache[path]?.exports as { readonly version: string }
  expect(loaded.version).toBe((require('typescript/package.json') as { readonly version: string }).version)
  expect(require('typescript')).toBe(loaded)
  expect(readdirSync(folder)).toEqual([])
  keepCompiled()
  const [name] = readdirSync(folder)
  expect(statSync(join(folder, name)).size).toBeGreaterThan(1e6)
  loadAnew()()
  expect(readdirSync(folder)).toEqual([name])
})

test('where nothing can be written TypeScript is loaded all the same', () => {
  delete require.cache[path]
  const file = join(folder, 'a file')
  writeFileSync(file, '')
  loadTypescript(join(file, 'below'))()
  expect(require.cache[path]?.loaded).toBe(true)
  delete require.cache[path]
  loadTypescript(null)()
  expect(require.cache[path]).toBeDefined()
})
