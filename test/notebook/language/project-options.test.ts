import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { NotebookLanguage } from '../../../src/notebook/language/notebook-language.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-options-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a tsconfig.json beside the notebook decides how strict the types are and where names lead, not what is unused', () => {
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src', 'model.ts'), 'export const half = (x: number): number => x / 2\n')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    `{ "compilerOptions": { // with a comment
      "strict": false, "noImplicitAny": false, "noUncheckedIndexedAccess": true, "strictNullChecks": true,
      "noUnusedLocals": true, "module": "commonjs", "paths": { "@/*": ["./src/*"] } } }`,
  )
  const language = new NotebookLanguage(folder)
  const problems = (code: string): string[] =>
    language.problems(language.snapshot(code)).map(({ line, code: number }) => `${line} TS${number}`)
  expect(problems('function untyped(x) { return x }\nconst unused = 1')).toEqual([])
  expect(problems('const list = [1]\nconst n: number = list[0]')).toEqual(['2 TS2322'])
  expect(problems("import { half } from '@/model'\nhalf('x')")).toEqual(['2 TS2345'])
  expect(problems('await null')).toEqual([])
})

test('a tsconfig.json beside the notebook decides which decorators there are', () => {
  const own = mkdtempSync(join(folder, 'decorators-'))
  const standard = 'function log(_: Function, { name }: ClassMethodDecoratorContext) {}\nclass A { @log run() {} }'
  const legacy = 'function log(_: object, key: string, at: PropertyDescriptor) {}\nclass A { @log run() {} }'
  const problems = (code: string) => {
    const language = new NotebookLanguage(own)
    return language.problems(language.snapshot(code)).map(({ line, code: number }) => `${line} TS${number}`)
  }
  expect([problems(standard), problems(legacy)]).toEqual([[], [expect.stringMatching(/^2 TS/)]])
  writeFileSync(join(own, 'tsconfig.json'), '{ "compilerOptions": { "experimentalDecorators": true } }')
  expect([problems(standard), problems(legacy)]).toEqual([[expect.stringMatching(/^2 TS/)], []])
})
