import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { TestExecutor } from './executor.ts'

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor()))
afterAll(() => executor.close())

/** Cells run in order in one notebook; the text of the last cell's result, or its error. */
async function results(cells: readonly string[]): Promise<string> {
  let last = ''
  for (const code of cells) {
    const { result, error } = await executor.run(code)
    last = error ?? result ?? ''
  }
  return last
}

describe('a notebook keeps the meaning of JavaScript', () => {
  const cases: readonly [string, readonly string[], string][] = [
    [
      'errors that name things as the cell does: a call',
      ['const five: any = 5', 'five()'],
      'TypeError: five is not a function',
    ],
    ['a loop', ['for (const x of five) x'], 'TypeError: five is not iterable'],
    ['a method', ['let own: any = {}; own.go()'], 'TypeError: own.go is not a function'],
    ['await of a call', ['await (async () => 1)()'], '1'],
    ['await of a parenthesised promise', ['const p = Promise.resolve(2); await(p)'], '2'],
    ['parenthesised await', ['(await (Promise.resolve(3)))'], '3'],
    ['await of a sequence', ['await (1, Promise.resolve(4))'], '4'],
    [
      'top-level for await',
      ['async function* g() { yield 1; yield 2 }', 'let s = 0; for await (const v of g()) s += v; s'],
      '3',
    ],
    [
      'lines without semicolons, whose rewritten forms begin with a parenthesis',
      [
        'const twice = (x) => x * 2; const seen = []; const note = (x) => { seen.push(x) }',
        `const made = await Promise.resolve(3)
note(made)
let sum = 0
if (made > 2) sum = twice(made)
else sum = -1
note(sum)
const object = { made }
const { made: again } = object
note(again)
const later = () => {
  const inner = twice(1)
  note(inner)
}
later()
switch (made) {
  case 3: sum = made
    note(sum)
}
class Kept { field = twice(2)
  other = 1
}
const [first] = seen
note(first)
seen.join()`,
      ],
      "'3,6,3,2,3,3'",
    ],
    [
      'a function called above the const that it reads',
      [
        'const readEarly = () => tooLate; let said = ""; try { readEarly() } catch (e) { said = String(e) } const tooLate = 1; said',
      ],
      `"ReferenceError: Cannot access 'tooLate' before initialization"`,
    ],
    [
      'a const of a cell that failed before it',
      ['throw new Error("no"); const never = 1', 'never'],
      "ReferenceError: Cannot access 'never' before initialization",
    ],
    [
      'a const of a cell that failed, once that cell has run',
      [
        'if (!globalThis.passes) throw new Error("no"); const finallyThere = 5',
        'globalThis.passes = true; 0',
        'const finallyThere = 6; finallyThere',
      ],
      '6',
    ],
    [
      'a closure sees a later assignment',
      ['let lr = .1; const getLr = () => lr', 'lr = .5', '[lr, getLr()]'],
      '[ 0.5, 0.5 ]',
    ],
    [
      'a function changes a variable of its cell',
      ['let count = 0; function bump() { count++ }', 'count = 100; bump(); count'],
      '101',
    ],
    ['a closure sees a redefinition', ['let r = 1; const getR = () => r', 'let r = 2', 'getR()'], '2'],
    [
      'redefined, then the first cell changes it',
      ['let q = 1; const setQ = (v: number) => { q = v }', 'let q = 2', 'setQ(7); q'],
      '7',
    ],
    [
      'a redefinition starts when its line runs',
      ['let y1 = 1; const getY = () => y1', 'const before = getY(); let y1 = 10', '[before, getY()]'],
      '[ 1, 10 ]',
    ],
    ['const is constant in its own cell', ['const k1 = 1; k1 = 2'], 'TypeError: Assignment to constant variable.'],
    ['const is constant in another cell', ['const k2 = 1', 'k2 += 2'], 'TypeError: Assignment to constant variable.'],
    ['const is constant in a pattern', ['const k3 = 1', '[k3] = [2]'], 'TypeError: Assignment to constant variable.'],
    ['const can be redefined', ['const k4 = 1', 'const k4 = 2', 'k4'], '2'],
    [
      'an import is constant',
      ["import { sep } from 'node:path'; sep = 'x'"],
      'TypeError: Assignment to constant variable.',
    ],
    [
      'a function may use what a later cell defines',
      ['function outer() { return inner(2) }', 'function inner(x: number) { return x * 2 }', 'outer()'],
      '4',
    ],
    ['an unknown name', ['nowhere'], 'ReferenceError: nowhere is not defined'],
    ['assignment to an unknown name', ['nowhere2 = 1'], 'ReferenceError: nowhere2 is not defined'],
    ['typeof of an unknown name', ['typeof nowhere3'], "'undefined'"],
    ['typeof of a name that comes later', ['const kind = () => typeof later1', 'let later1 = 1', 'kind()'], "'number'"],
    [
      'use above the declaration',
      ['const t1 = t2; const t2 = 1'],
      "ReferenceError: Cannot access 't2' before initialization",
    ],
    ['functions are hoisted', ['const h1 = twice(4); function twice(x: number) { return 2 * x } h1'], '8'],
    ['calls pass no this', ['function self(this: unknown) { return this }', 'self() === undefined'], 'true'],
    ['tagged templates pass no this', ['function tag(this: unknown) { return this }', 'tag`x` === undefined'], 'true'],
    ['this is undefined at the top level', ['this'], ''],
    ['arguments belongs to functions', ['(function () { return arguments.length })(1, 2)'], '2'],
    [
      'functions keep their names',
      ['const arrow = () => 1; let klass = class {}; [arrow.name, klass.name]'],
      "[ 'arrow', 'klass' ]",
    ],
    ['shorthand properties', ['const sh = 5', '({ sh })'], '{ sh: 5 }'],
    ['destructuring assignment', ['let da, db', '({ a: da, b: [db = 3] } = { a: 1, b: [] }); [da, db]'], '[ 1, 3 ]'],
    ['for-of over a variable of another cell', ['let target', 'for (target of [1, 2, 3]); target'], '3'],
    ['var in a block', ['if (true) { var inBlock = 1 }', 'inBlock'], '1'],
    ['var without a value', ['var unset; unset'], ''],
    ['shadowing', ['let sh2 = 1', '{ let sh2 = 2; sh2 } ; ((sh2: number) => sh2)(3) + sh2'], '4'],
    ['class with a private field', ['class Pt { #x = 4; get x() { return this.#x } }', 'new Pt().x'], '4'],
    ['an unnameable class in a type', ['const mk = () => class { private z = 1 }; new (mk())()'], '{ z: 1 }'],
    ['enum across cells', ['enum Color { Red, Green = 5 }', 'Color[5] + Color.Red'], "'Green0'"],
    ['const enum', ['const enum CE { A = 3 } CE.A'], '3'],
    [
      'namespace',
      ['namespace Geo { export const one = 1; export function two() { return one + 1 } }', 'Geo.two()'],
      '2',
    ],
    [
      'a decorator of a class',
      ['function seal(c: Function) { (c as any).sealed = true } @seal class Dec {}', '(Dec as any).sealed'],
      'true',
    ],
    ['parameter properties', ['class PP { constructor(readonly a: number) {} } new PP(3).a'], '3'],
    [
      'using disposes at the end of the cell',
      ['const log: string[] = []; using r1 = { [Symbol.dispose]() { log.push("closed") } }; log.length', 'log'],
      "[ 'closed' ]",
    ],
    ['export is stripped', ['export const ex1 = 1; export default ex1; export { ex1 as ex2 }', 'ex1'], '1'],
    ['export function', ['export function ef() { return 6 }', 'ef()'], '6'],
    [
      'satisfies and const type parameters',
      ['const cfg = { a: 1 } satisfies Record<string, number>; function id<const T>(x: T) { return x } id(cfg.a)'],
      '1',
    ],
    ['a cast in angle brackets', ['let anyone: unknown = 5; (<number>anyone) + 1'], '6'],
    ['labels', ['let n1 = 0; outer: for (;;) { for (;;) { n1++; break outer } } n1'], '1'],
    ['new standard methods', ['new Set([1]).size + [3, 1].toSorted()[0]'], '2'],
    [
      'a name of Object.prototype is free',
      ['const has = typeof hasOwnPropertyX; toString2'],
      'ReferenceError: toString2 is not defined',
    ],
    ['a cell may define toString', ['const toString = () => "mine"', 'toString()'], "'mine'"],
    ['a cell may define a global', ['const crypto = 1', 'crypto'], '1'],
    ['a promise as the last value is awaited', ['Promise.resolve(9)'], '9'],
    ['trailing semicolon and comment', ['1 + 1; // two'], '2'],
    ['a declaration has no result', ['const none = 1'], ''],
    ['a type after the expression', ['11; interface After {}'], '11'],
    ['undefined shows nothing', ['undefined'], ''],
    ['null shows', ['null'], 'null'],
    ['a string of quotes', ['"it\'s"'], '"it\'s"'],
    ['catch bindings', ['try { throw 1 } catch ({ message = "none" }) { message }'], ''],
    ['import.meta', ['import.meta.url.startsWith("file://") && import.meta.dirname === __dirname'], 'true'],
    ['require', ['require("node:path").join("a", "b")'], "'a/b'"],
    ['module and __filename', ['typeof module + typeof __filename'], "'objectstring'"],
    ['dynamic import', ['(await import("node:path")).basename("/x/y")'], "'y'"],
    ['eval reaches dynamic import', ['(await eval("import(\'node:path\')")).basename("/x/z")'], "'z'"],
    [
      'the names of the compiler can be used',
      ['let $$cell = 1, $$flag = 2; for (const $$runtime of [3]) $$cell += $$runtime; $$cell'],
      '4',
    ],
    ['strict mode', ['(function () { "no directive"; return this })()'], ''],
    ['JSON import', ['import data from "./data.json" with { type: "json" }; data.a'], '1'],
    [
      'recursion and mutual recursion',
      [
        'const even = (n: number): boolean => n === 0 || odd(n - 1); const odd = (n: number): boolean => n !== 0 && even(n - 1); even(10)',
      ],
      'true',
    ],
    ['static members see the class', ['class St { static a = 1; static b = St.a + 1 } St.b'], '2'],
    ['a generator loop', ['function* gen() { let i = 0; while (i < 3) yield i++ } [...gen()]'], '[ 0, 1, 2 ]'],
    ['update of a member of another cell', ['const box = { n: 1 }', 'box.n++; ++box.n; box.n'], '3'],
    ['logical assignment names functions', ['let lf: any; lf ??= () => 1; lf.name'], "'lf'"],
    ['update expressions across cells', ['let u1 = 1', 'u1++ + ++u1'], '4'],
    ['optional call across cells', ['let oc: (() => number) | undefined = () => 5', 'oc?.()'], '5'],
  ]

  beforeAll(() => writeFileSync(join(executor.folder, 'data.json'), '{"a":1}'))

  test.each(cases)('%s', async (_, cells, expected) => {
    expect(await results(cells)).toBe(expected)
  })
})
