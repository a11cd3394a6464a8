import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { TestExecutor } from './executor.ts'
import { nodeUnderTest } from './node-under-test.ts'

// What TypeScript and newer standards add, cell by cell, in one notebook.

const files = {
  'data.json': '{"a":1}',
  'typed.ts': 'export enum Kind { A = 7 }\nexport const typed: number = Kind.A',
  'common.cts': 'exports.common = 44 as number',
  'written.ts': "const half = require('./common.cts').common / 2 as number\nmodule.exports = { half }",
  'uses.cjs': "exports.typed = require('./typed.ts').typed",
  'outer.mjs': "export { typed } from './typed.ts'",
  'wrong.ts': 'export const typed: = 3',
  'view.tsx': 'export const view = <i>module</i>',
}

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor(nodeUnderTest, files)))
afterAll(() => executor.close())

const disposable = (name: string) => `{ [Symbol.dispose]() { closed.push("${name}") } }`
const asyncDisposable = (name: string) => `{ async [Symbol.asyncDispose]() { closed.push("${name}") } }`

/** Each row: what it is, the cells, and the text of the last one's result, or its error. */
type Rows = readonly (readonly [string, readonly string[], string])[]

const classes: Rows = [
  [
    'accessor fields, static and inherited',
    [
      'class Ac { accessor x = 1; static accessor y: number = 2 } class Ad extends Ac {}; const ac = new Ad(); ac.x += 4; Ad.y++; [ac.x, Ac.y, Object.keys(ac)]',
    ],
    '[ 5, 3, [] ]',
  ],
  [
    'an accessor without a value',
    ['class Ae { accessor u; accessor t: string }; [new Ae().u, new Ae().t]'],
    '[ undefined, undefined ]',
  ],
  ['a private accessor', ['class Af { accessor #s = 1; bump() { return this.#s += 6 } } new Af().bump()'], '7'],
  [
    'accessors with names of all kinds',
    [
      'const key = Symbol(); class Ag { accessor [key] = 1; accessor "a b" = 2; accessor 3 = 4; accessor ["k" + 1] = 5 }; const ag = new Ag(); [ag[key], ag["a b"], ag[3], ag.k1, Object.keys(ag).length]',
    ],
    '[ 1, 2, 4, 5, 0 ]',
  ],
  [
    'an abstract accessor',
    [
      'abstract class Ah { abstract accessor x: number } class Ai extends Ah { accessor x = (() => class { accessor y = 5 })() as any } new (new Ai().x)().y',
    ],
    '5',
  ],
  [
    'accessor as a name',
    [
      'const accessor = 1; class Ak { accessor = 2; static accessor() { return 3 } }; [accessor, new Ak().accessor, Ak.accessor()]',
    ],
    '[ 1, 2, 3 ]',
  ],
  [
    'a class that is exported and decorated',
    ['function tag(c: any) { c.tagged = true } export @tag class Dg {} (Dg as any).tagged'],
    'true',
  ],
  [
    'overloads',
    ['function over(a: number): number; function over(a: string): string; function over(a: any) { return a } over(3)'],
    '3',
  ],
  [
    'abstract classes and parameter properties',
    [
      'abstract class Ab { constructor(protected n = 8) {} abstract go(): number } class Ac2 extends Ab { override go() { return this.n } } new Ac2().go()',
    ],
    '8',
  ],
  [
    '#x in o',
    ['class Pr { #x = 1; static has(o: any) { return #x in o } } [Pr.has(new Pr()), Pr.has({})]'],
    '[ true, false ]',
  ],
  ['a static block', ['let ran = 0; class Sb { static { ran++ } } ran'], '1'],
]

const values: Rows = [
  ['a const enum across cells', ['const enum Dir { Up = 1, Down }', 'Dir.Down + Dir.Up'], '3'],
  [
    'enums of texts, and with reckoned members',
    ['enum En { A, B = "b", C = 1 << 2, D = C | 1 }', '[En.A, En[0], En.B, En.D]'],
    "[ 0, 'A', 'b', 5 ]",
  ],
  [
    'an enum that a later cell declares again is the later one',
    ['enum Re { A = 1 }', 'enum Re { B = 2 }', 'JSON.stringify(Re)'],
    `'{"2":"B","B":2}'`,
  ],
  [
    'namespaces of one cell merge, a later cell takes the place',
    [
      'namespace Me { export const a = 1 } namespace Me { export const b = Me.a + 1 }',
      'const both = JSON.stringify(Me)',
      'namespace Me { export const c = 3 }',
      'both + JSON.stringify(Me)',
    ],
    `'{"a":1,"b":2}{"c":3}'`,
  ],
  ['a namespace with a path', ['namespace Pa.Th { export const d = 4 }', 'Pa.Th.d'], '4'],
  [
    'a namespace that extends a function, and one of types',
    [
      'function nf() { return 1 } namespace nf { export const x = 5 } namespace Ty { export type T = number }',
      'const t: Ty.T = nf() + nf.x; t',
    ],
    '6',
  ],
  [
    'import x = require(), and of a namespace',
    [
      'import fs = require("node:fs"); namespace Na { export const a = 3 } import al = Na.a; [typeof fs.readFileSync, al]',
    ],
    "[ 'function', 3 ]",
  ],
  [
    'import type',
    [
      'import type { Stats } from "only-types"; import { type Dirent } from "only-types"; let st: Stats | Dirent | 5 = 5; st',
    ],
    '5',
  ],
  [
    'satisfies, as const, !, and a definite let',
    ['const sa = { a: 1 } satisfies Record<string, number>; let de!: number; de = sa!.a; [de] as const'],
    '[ 1 ]',
  ],
  [
    'generic arrow functions, beside JSX',
    [
      'const ga = <T,>(x: T): T => x; const gb = async <T extends number>(x: T) => x; const gc = <T>(x: T) => x; [ga(4), await gb(5), gc(6)]',
    ],
    '[ 4, 5, 6 ]',
  ],
  [
    'a generic arrow function in a cell with JSX',
    ['const gd = <T,>(x: T) => <b>{String(x)}</b>; gd(1).props.children'],
    "'1'",
  ],
  ['an instantiation expression', ['const Numbers = Array<number>; new Numbers(3).length'], '3'],
  [
    'assertion functions and declare',
    [
      'declare const ghost: number; declare global { var ghostly: 1 } function sure(x: any): asserts x is number {} sure(1); 2',
    ],
    '2',
  ],
  [
    'exports of every kind',
    [
      'export const ea = 1; export { ea as eb }; export * from "node:path"; export type { Stats } from "node:fs"; export default function ed() { return ea }',
      'ed()',
    ],
    '1',
  ],
  [
    'return at the top level',
    ['return 5'],
    "SyntaxError: A 'return' statement can only be used within a function body. (Cell [60], line 1, column 1)",
  ],
]

const newer: Rows = [
  [
    'using, in reverse',
    [
      `const closed: string[] = []; { using a = ${disposable('a')}; await using b = ${asyncDisposable('b')}; closed.push("body") } closed.splice(0)`,
    ],
    "[ 'body', 'b', 'a' ]",
  ],
  [
    'using in the heads of loops',
    [
      `for (using x of [${disposable('x')}]) closed.push("in"); for (await using y of [${asyncDisposable('y')}]) {} closed.splice(0)`,
    ],
    "[ 'in', 'x', 'y' ]",
  ],
  ['using as a name', ['const using = 3; using + 1'], '4'],
  [
    'using and an accessor in one cell',
    [
      `using last = ${disposable('last')}; class Us { accessor n = 2 }; new Us().n`,
      'closed.splice(0).concat(String(new Us().n))',
    ],
    "[ 'last', '2' ]",
  ],
  [
    'await in the heads of loops',
    [
      'let sum = 0; for (const x of await Promise.resolve([1, 2])) sum += x; for (let i = await 0; i < await 2; i += await 1) sum += 10; while (await false) {} do sum += 100; while (await false); sum',
    ],
    '123',
  ],
  ['await in a switch', ['let hit = ""; switch (await 1) { case await 1: hit = "one" } hit'], "'one'"],
  [
    'labels',
    [
      'let n = 0; outer: for (const a of [1, 2, 3]) for (const b of [1, 2]) { if (b === 2) continue outer; if (a === 3) break outer; n += a } n',
    ],
    '3',
  ],
  ['BigInt', ['2n ** 64n'], '18446744073709551616n'],
  [
    'the v flag of regular expressions',
    [String.raw`/^[\p{L}--[a-z]]$/v.test("A") && !/^[\p{L}--[a-z]]$/v.test("a")`],
    'true',
  ],
  ['import() with attributes', ['(await import("./data.json", { with: { type: "json" } })).default.a'], '1'],
  [
    'import with attributes, old and new',
    [
      'import d2 from "./data.json" with { type: "json" }; import d3 from "./data.json" assert { type: "json" }; [d2.a, d3.a]',
    ],
    '[ 1, 1 ]',
  ],
  [
    'import.meta',
    ['[import.meta.url.endsWith(".ipynb"), import.meta.resolve("node:fs"), import.meta.filename === __filename]'],
    "[ true, 'node:fs', true ]",
  ],
  ['a hashbang line', ['#!/usr/bin/env node\nconst hb = 5; hb'], '5'],
  ['a hashbang line above types', ['#!/usr/bin/env tsx\nconst hc: number = 6; hc'], '6'],
]

const required: Rows = [
  ['require of TypeScript with an enum', ["require('./typed.ts').typed"], '7'],
  [
    'require without the ending, and by what it compiles to',
    ["require('./typed').Kind.A + require('./typed.js').typed"],
    '14',
  ],
  ['import gives the same module', ["(await import('./typed.ts')).Kind === require('./typed.ts').Kind"], 'true'],
  [
    'require of CommonJS that is typed',
    ["[require('./common.cts').common, require('./written.ts').half]"],
    '[ 44, 22 ]',
  ],
  ['import of CommonJS that is typed', ["import common from './common.cts'; common.common"], '44'],
  ['a CommonJS file that requires TypeScript', ["require('./uses.cjs').typed"], '7'],
  ['require of an ES module that imports TypeScript', ["require('./outer.mjs').typed"], '7'],
  ['require of a TSX file', ["require('./view.tsx').view.props.children"], "'module'"],
  ['require of the own package', ["typeof require('ansatz').createStudy"], "'function'"],
  [
    'a package that is missing, as Node.js tells it to programs',
    [
      "let told; try { require('@no/such/part') } catch (error: any) { told = [error.code, error.message.split('.')[0]] }; told",
    ],
    `[ 'MODULE_NOT_FOUND', 'Package "@no/such" is not installed for this notebook' ]`,
  ],
  [
    'createRequire',
    ["import { createRequire } from 'node:module'; createRequire(import.meta.url)('./typed.ts').typed"],
    '7',
  ],
  [
    'require.resolve and require.cache',
    ["[require.resolve('./typed.ts').endsWith('typed.ts'), typeof require.cache]"],
    "[ true, 'object' ]",
  ],
]

describe.each([
  ['classes', classes],
  ['values and types', values],
  ['newer standards', newer],
  ['require', required],
] as const)('%s', (_, rows) => {
  test.each(rows)('%s', async (_name, cells, expected) => {
    let last: string | null = ''
    for (const code of cells) {
      const { result, error } = await executor.run(code, { count: 60 })
      last = error ?? result
      if (error !== null) break
    }
    expect(last).toBe(expected)
  })
})

test('wrong TypeScript that is required is told with its place', async () => {
  const { error } = await executor.run("require('./wrong.ts')")
  expect(error).toMatch(/^SyntaxError: .*wrong\.ts:1:21\)$/)
})

test('an error behind an accessor field is told with its line and column', async () => {
  const { done } = await executor.run('class Er {\n  accessor value = 1\n  fail() { null!.x }\n}\nnew Er().fail()', {
    count: 61,
  })
  expect(done.error!.traceback.join('\n')).toContain('Cell [61], line 3, column 18')
})

test('JSX is shown as HTML where react-dom is installed, components and fragments included', async () => {
  await executor.run('const Hi = ({ name }: { name: string }) => <p className="hi">Hello {name}</p>')
  const { events, error } = await executor.run('<><Hi name="<you>" /><br /></>')
  expect(error).toBeNull()
  const shown = events.find((event) => event.type === 'result')
  expect(shown).toMatchObject({ data: { 'text/html': '<p class="hi">Hello &lt;you&gt;</p><br/>' } })
  const failing = await executor.run('const Bad = () => { throw new Error("no view") }; <Bad />')
  expect(failing.result).toContain('(its own display failed: Error: no view)')
})
