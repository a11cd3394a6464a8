import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { readProjectConfig, resolveAlias } from '../../../src/notebook/modules/project-config.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-project-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const resolveHere = (specifier: string) => resolveAlias(readProjectConfig(folder), specifier)

test('without a tsconfig.json, or with one that is no JSON, nothing is said', () => {
  expect(readProjectConfig(folder)).toEqual({ aliases: [], jsx: null, legacyDecorators: null })
  write('tsconfig.json', 'what')
  expect(readProjectConfig(folder)).toEqual({ aliases: [], jsx: null, legacyDecorators: null })
})

test('paths: the longest prefix counts, a name without * goes first, an ending may be missing', () => {
  write(
    'tsconfig.json',
    `{ // a comment with "quotes"
      "compilerOptions": { "paths": {
        "@lib/*": ["src/*", "other/*"], /* longer */ "@lib/deep/*": ["deep/*"], "@lib/exact": ["exact.ts"],
      }, },
    }`,
  )
  const [model, deep, exact, second, index] = [
    'src/model.ts',
    'deep/x.js',
    'exact.ts',
    'other/b.mjs',
    'src/all/index.ts',
  ].map((name) => write(name, ''))
  expect(['model', 'model.ts', 'deep/x', 'exact', 'b', 'all'].map((name) => resolveHere(`@lib/${name}`))).toEqual([
    model,
    model,
    deep,
    exact,
    second,
    index,
  ])
  expect(['@lib/missing', '@lib', 'lodash'].map(resolveHere)).toEqual([null, null, null])
})

test('extends: paths are relative to the file that holds them, later files win, circles end', () => {
  write(
    'config/base.json',
    '{ "compilerOptions": { "paths": { "#/*": ["./src/*"] }, "jsx": "react", "jsxFactory": "h" } }',
  )
  write('node_modules/@team/tsconfig/tsconfig.json', '{ "compilerOptions": { "jsxImportSource": "preact" } }')
  write('tsconfig.json', '{ "extends": ["./config/base", "./tsconfig.json"] }')
  const file = write('config/src/a.ts', '')
  expect(resolveHere('#/a')).toBe(file)
  expect(readProjectConfig(folder).jsx).toEqual({ runtime: 'classic', pragma: 'h' })
  write('tsconfig.json', '{ "extends": ["./config/base", "@team/tsconfig"] }')
  expect(readProjectConfig(folder).jsx).toEqual({ runtime: 'automatic', importSource: 'preact' })
})

test('baseUrl is what paths are relative to', () => {
  write('tsconfig.json', '{ "compilerOptions": { "baseUrl": "./src", "paths": { "~/*": ["*"] } } }')
  const file = write('src/$&.ts', '')
  expect(resolveHere('~/$&')).toBe(file)
})

test.each([
  ['{}', null],
  ['{ "emitDecoratorMetadata": true }', null],
  ['{ "experimentalDecorators": true }', { emitMetadata: false, assignFields: false }],
  [
    '{ "experimentalDecorators": true, "emitDecoratorMetadata": true, "target": "ES2021" }',
    { emitMetadata: true, assignFields: true },
  ],
  ['{ "experimentalDecorators": true, "target": "es2022" }', { emitMetadata: false, assignFields: false }],
  [
    '{ "experimentalDecorators": true, "target": "es2022", "useDefineForClassFields": false }',
    { emitMetadata: false, assignFields: true },
  ],
])('the decorators of compilerOptions %s', (options, expected) => {
  write('tsconfig.json', `{ "compilerOptions": ${options} }`)
  expect(readProjectConfig(folder).legacyDecorators).toEqual(expected)
})
