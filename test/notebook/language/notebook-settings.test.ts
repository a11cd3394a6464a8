import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NotebookLanguage } from '../../../src/notebook/language/notebook-language.ts'

// One kernel that goes on while what surrounds its notebook changes.

let folder: string
let language: NotebookLanguage
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-settings-'))
  write('package.json', '{ "private": true }')
  language = new NotebookLanguage(folder)
})
afterAll(() => rmSync(folder, { recursive: true }))

let written = 0
/** Each later than the last, however coarse the clock of the disk is. */
function write(name: string, text: string): void {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
  const time = Date.now() / 1000 + ++written
  utimesSync(path, time, time)
}

function names(code: string): string[] {
  return language.complete(code, code.length).items.map(({ text }) => text)
}

function problems(code: string): number[] {
  return language.problems(language.snapshot(code)).map(({ code: number }) => number)
}

describe('while the kernel runs', () => {
  it('a tsconfig.json that comes, changes or goes is taken up by the next answer, and so is what it extends', () => {
    const code = 'const list = [1]\nconst n: number = list[0]'
    language.ran({ cellId: 'kept', code: 'const kept = { rate: 0.1 }' })
    expect(problems(code)).toEqual([])
    write('tsconfig.json', '{ "extends": "./base.json" }')
    expect(problems(code)).toEqual([])
    write('base.json', '{ "compilerOptions": { "noUncheckedIndexedAccess": true } }')
    write('tsconfig.json', '{ "extends": "./base.json", "compilerOptions": {} }')
    expect(problems(code)).toEqual([2322])
    write('base.json', '{ "compilerOptions": { } }')
    expect(problems(code)).toEqual([])
    rmSync(join(folder, 'tsconfig.json'))
    expect(problems(code)).toEqual([])
    expect(names('kept.')).toEqual(['rate'])
  })

  it('a package that is installed meanwhile has types, paths and exports, also in cells that asked for it before', () => {
    const code = "import { mix } from 'later'\nmix."
    language.ran({ cellId: 'early', code: "import { mix as early } from 'later'" })
    expect(names(code)).toEqual([])
    write('node_modules/later/package.json', '{ "name": "later", "version": "1.0.0", "types": "./index.d.ts" }')
    write('node_modules/later/index.d.ts', 'export declare const mix: { readonly of: number }\n')
    write('package.json', '{ "dependencies": { "later": "1" } }')
    write('node_modules/.package-lock.json', '{}')
    expect(names(code)).toEqual(['of'])
    expect(names('early.')).toEqual(['of'])
    expect(names("import {} from 'lat")).toEqual(['later'])
    while (language.prepare());
    expect(names('const a = mix')).toEqual(["(await import('later')).mix"])
    write(
      'node_modules/later/index.d.ts',
      'export declare const mix: { readonly of: number; readonly newer: string }\n',
    )
    write('node_modules/.package-lock.json', '{ }')
    expect(names(code)).toEqual(['newer', 'of'])
  })

  it('a module that is written beside the notebook after a cell has asked for it is found', () => {
    expect(names("import { half } from './late.ts'\nhalf.nam")).toEqual([])
    write('late.ts', 'export const half = (x: number): number => x / 2\n')
    expect(names("import { half } from './late.ts'\nhalf.nam")).toEqual(['name'])
  })

  it('what only pages have is known from the first cell that speaks of it, and offered nowhere before', () => {
    expect(names('ClipboardEv')).toEqual([])
    expect(problems('declare const box: HTMLElement\nbox.title = "a"')).toEqual([])
    expect(names('ClipboardEv')).toEqual(['ClipboardEvent'])
  })
})
