import { describe, expect, it } from 'vitest'
import { NotebookLanguage } from '../../../src/notebook/language/notebook-language.ts'

const folder = new URL('../../../notebooks', import.meta.url).pathname

// One for all, because each reads the types of the language and of Node.js anew; its cases redefine what they use.
const language = new NotebookLanguage(folder)
let made = 0

/** Runs the cells in order; what is said about each, as `line:column TSnumber`. */
function problemsOf(...cells: readonly string[]): string[] {
  return cells.flatMap((code) => {
    const found = language.problems(language.snapshot(code))
    language.ran({ cellId: `case ${made++}`, code })
    return found.map(({ line, column, code: number }) => `${line}:${column} TS${number}`)
  })
}

describe('language.problems', () => {
  it.each([
    ['a wrong assignment', ["const n: number = 'text'"], ['1:7 TS2322']],
    ['a missing member, by its line in the cell', ['const a = 1\n\na.foo'], ['3:3 TS2339']],
    ['the type of an earlier cell', ['const a = { b: 1 }', 'a.b.trim()'], ['1:5 TS2339']],
    ['a constant of an earlier cell', ['const k = 1', 'k = 2'], ['1:1 TS2588']],
    ['a column behind an emoji, in code points', ["const s = '😀'; const z: string = 4"], ['1:22 TS2322']],
    ['a name that nobody defines', ['noSuchName + 1'], ['1:1 TS2304']],
    ['an option that does not exist', ["import { z } from 'zod'", 'z.object(1)'], ['1:10 TS2345']],
  ])('tells %s', (_, cells, expected) => {
    expect(problemsOf(...cells)).toEqual(expected)
  })

  it.each<[string, string[]]>([
    [
      'redeclaration',
      ['const x = 1; class A {}; enum E { B }', "const x = 'text'; class A { b = 1 }; enum E { C }", 'x.length'],
    ],
    [
      'assignment to an earlier let',
      ['let x = 1; let u; let list = []', "x = 2; u = 'a'; list.push(1)", "u = 5; list.push('b')"],
    ],
    [
      'top-level await, for await and await using',
      ['await null; for await (const a of [1]) a', 'await using r = { async [Symbol.asyncDispose]() {} }'],
    ],
    ['what a var inside a statement defines', ['for (var i = 0; i < 3; i++) { var last = [i] }', 'i + last[0]']],
    [
      'names of the notebook',
      [
        "await display(display.html`<b>${1}</b>`, { displayId: 'a', update: true }); clearOutput({ wait: true })",
        "const answer: string | null = prompt('?', { password: true }); confirm('ok?'); cellSignal.aborted",
      ],
    ],
    [
      'names of Node.js and CommonJS',
      [
        "process.argv; Buffer.from('a'); require('node:fs').readFileSync(__filename); module.exports = __dirname",
        'import.meta.resolve(import.meta.url); import.meta.dirname',
      ],
    ],
    [
      'packages without types',
      ["import { Matrix } from 'ml-matrix'; import * as tslab from 'tslab'", 'tslab.display.html(Matrix)'],
    ],
    [
      'packages that are not installed, JSON, TypeScript files',
      [
        "import a from 'no-such-package'; import b from './no.json' with { type: 'json' }; import './no.ts'",
        'a.anything(b)',
      ],
    ],
    [
      'what has no type because nobody wrote one',
      [
        'function f(a, b) { return a + b }\nclass Net { layers; constructor(n) { this.layers = n } }',
        'f(1, 2); new Net(3).layers.length; const o = {}; o["k"] = 1',
      ],
    ],
    ['a caught error', ['try { null } catch (e) { e.message }']],
    [
      'decorators as the cells run them',
      ['function log(method: Function, { name }: ClassMethodDecoratorContext) {}\nclass A { @log run() {} }'],
    ],
    ['JSX and casts', ['const el = <div className="a">text</div>', 'const n = <number>(<unknown>3)']],
    [
      'namespaces, enums and types across cells',
      [
        'namespace N { export type T = string; export const v = 1 }\nenum E { A }',
        'const t: N.T = "a"; const e: E = E.A; N.v',
      ],
    ],
    ['exports', ['export const a = 1; export default a; const b = 2; export { b }', 'a + b']],
    ['a function that uses what a later cell defines', ['const later = () => notYet', 'const notYet = 1; later()']],
    ['silenced lines and cells', ["// @ts-expect-error\nconst a: number = ''", "// @ts-nocheck\nconst b: number = ''"]],
    ['typeof of a name that may not exist', ['typeof noSuchName']],
    ['syntax errors, which the run reports', ['const a: = 1']],
  ])('says nothing about %s', (_, cells) => {
    expect(problemsOf(...cells)).toEqual([])
  })

  it('checks a cell against the notebook as it was when the cell began', () => {
    language.ran({ cellId: 'a', code: 'const value = 1' })
    const snapshot = language.snapshot('value.toFixed()')
    language.ran({ cellId: 'a', code: 'const value = "text"' })
    expect(language.problems(snapshot)).toEqual([])
    expect(language.problems(language.snapshot('value.toFixed()'))).toHaveLength(1)
  })
})

describe('what is said about a type error', () => {
  const many = Array.from('abcdefgh', (name) => `'${name.repeat(12)}'`).join(' | ')
  const samplers = `declare const samplers: { ${Array.from('abcdefgh', (name) => `${name}: () => Promise<typeof import("node:fs")>`).join('; ')} }
type Name = 'minimize' | 'maximize'
declare function study(options: { direction?: Name; rate?: number }): Promise<{ best: number }>
declare function run(objective: (p: number) => Promise<number> | number): void
type Sampler = () => number`

  it.each([
    [
      'study({ direction: "min" })',
      `Type '"min"' is not assignable to type 'Name | undefined'. Allowed: 'minimize', 'maximize'.`,
    ],
    [
      'study({ directon: "minimize" })',
      "'directon' does not exist in type '{ direction?: Name | undefined; rate?: number | undefined; }'. Did you mean to write 'direction'?",
    ],
    [
      'study({}).best',
      "Property 'best' does not exist on type 'Promise<{ best: number; }>'. Did you forget to use 'await'?",
    ],
    ['Math.pow(1)', "Expected 2 arguments, but got 1. An argument for 'y' was not provided."],
    ['samplers.x', "Property 'x' does not exist on type '{…}'."],
    ['run(async (p) => {})', "This function returns nothing where 'number' is wanted. Is a 'return' missing?"],
    ["import { readFil } from 'node:fs'", "'node:fs' has no exported member named 'readFil'. Did you mean 'readFile'?"],
    [
      `const m: ${many} = null! as Sampler`,
      `Type 'Sampler' is not assignable to type '"${'a'.repeat(12)}" | "${'b'.repeat(12)}" | "${'c'.repeat(12)}" | "${'d'.repeat(12)}" | …'.`,
    ],
  ])('%s', (code, expected) => {
    language.ran({ cellId: 'said', code: samplers })
    expect(language.problems(language.snapshot(code)).map(({ message }) => message)).toEqual([expected])
  })

  it.each([
    [
      'study.optimize(s, async (p) => { p.lr * 2 })',
      "This function returns nothing where 'ObjectiveResult' is wanted. Is a 'return' missing?",
    ],
    ['pinn.trains({})', "Property 'trains' does not exist on 'pinn'. Did you mean 'train'?"],
    ['space({ lr: [1, 2] })', "Type 'number[]' is not assignable to type 'SpaceNode<unknown>'."],
  ])('says what is wrong without what is inside of the library: %s', (code, expected) => {
    const names = "import { createStudy, float, pinn, space } from 'ansatz'\n"
    const made = 'const study = await createStudy({}); const s = space({ lr: float(1, 2) })'
    language.ran({ cellId: 'library', code: names + made })
    expect(language.problems(language.snapshot(code)).map(({ message }) => message)).toEqual([expected])
  })
})
