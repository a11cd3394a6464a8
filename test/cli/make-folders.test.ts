import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeFolders } from '../../src/cli/install/make-folders.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-folders-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('makeFolders gives the first folder that was missing, and null when none was', () => {
  expect(makeFolders(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'))
  expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true)
  expect(makeFolders(join(folder, 'a', 'b', 'd'))).toBe(join(folder, 'a', 'b', 'd'))
  expect(makeFolders(join(folder, 'a'))).toBeNull()
})

test('makeFolders throws below a file', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolders(join(folder, 'file', 'b'))).toThrow('ENOTDIR')
})

test.skipIf(process.platform !== 'linux')('makeFolders ends where the system makes no folders', () => {
  expect(() => makeFolders('/proc/ansatz/b')).toThrow('ENOENT')
})
