import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import * as keptGlobals from '../../../src/base/kept-globals.ts'
import { eventually, plain, streamOf, TestExecutor } from './executor.ts'

// What no cell should hold, and some do.
vi.setConfig({ testTimeout: 20_000 })

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor()))
afterAll(() => executor.close())

async function expectAlive(notebook = executor) {
  const { result, error } = await notebook.run('const typed: number = await 42; [typed, `${typed}`]')
  expect([error, result]).toEqual([null, "[ 42, '42' ]"])
}

const eventsOf = (id: string, notebook = executor) =>
  notebook.events.filter((event) => 'parent' in event && event.parent === id)

const revoked = '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()'
const trapped = (target: string) => `new Proxy(${target}, { get() { throw new Error("trap") } })`

describe('a cell that throws', () => {
  test.each([
    ['a proxy without its object', `throw ${revoked}`, 'Thrown object: <Revoked Proxy>'],
    ['an error behind a proxy that throws', `throw ${trapped('new Error("x")')}`, /^Thrown object: Error: x/],
    ['a promise of such a proxy', `await Promise.reject(${revoked})`, 'Thrown object: <Revoked Proxy>'],
    ['a text', 'throw "text"', 'Thrown string: text'],
    ['a symbol', 'throw Symbol("s")', 'Thrown symbol: Symbol(s)'],
    ['nothing', 'throw undefined', 'Thrown undefined: undefined'],
    ['an object without a prototype', 'throw Object.create(null)', 'Thrown object: [Object: null prototype] {}'],
    [
      'an error whose message throws',
      'throw new (class extends Error { get message(): string { throw 1 } })()',
      'Error: ',
    ],
    ['an error whose name is a number', 'throw Object.defineProperty(new Error("n"), "name", { value: 5 })', '5: n'],
    ['an error whose stack is a number', 'throw Object.assign(new Error("s"), { stack: 5 })', 'Error: s'],
    [
      'an error that is its own cause',
      'const round: any = new Error("r"); round.cause = round; throw round',
      'Error: r',
    ],
    [
      'an error with an inspection that throws',
      'throw { [Symbol.for("nodejs.util.inspect.custom")]() { throw 2 } }',
      /^Thrown object: /,
    ],
  ])('%s ends with a report of texts', async (_, code, expected) => {
    const { error, done } = await executor.run(code)
    expect(error).toMatch(expected)
    expect(
      [done.error!.ename, done.error!.evalue, ...done.error!.traceback].every((text) => typeof text === 'string'),
    ).toBe(true)
    await expectAlive()
  })
})

describe('a cell whose background throws', () => {
  test.each([
    ['a proxy without its object', revoked, 'Thrown object: <Revoked Proxy>'],
    ['a proxy that throws', `new Proxy({}, { getPrototypeOf() { throw 1 } })`, 'Thrown object: {}'],
    ['null', 'null', 'Thrown object: null'],
  ])('%s, from a timer, a microtask and a promise, shows it and lives on', async (_, value, expected) => {
    for (const code of [
      `setTimeout(() => { throw ${value} })`,
      `queueMicrotask(() => { throw ${value} })`,
      `Promise.reject(${value})`,
    ]) {
      const { done } = await executor.run(`${code}; undefined`)
      const stderr = () => plain(streamOf(eventsOf(done.id), 'stderr'))
      await eventually(() => stderr() === `${expected}\n`)
    }
    await expectAlive()
  })

  test('errors after it has removed the listeners of the process', async () => {
    await using own = new TestExecutor()
    for (const code of ['process.removeAllListeners()', 'process.removeAllListeners("unhandledRejection")']) {
      const { done } = await own.run(`${code}; Promise.reject(new Error("unheard")); undefined`)
      await eventually(() => streamOf(eventsOf(done.id, own), 'stderr').includes('unheard'))
      await expectAlive(own)
    }
    const { id, ended } = own.start('console.log("go"); for (;;) {}')
    await eventually(() => streamOf(eventsOf(id, own), 'stdout') === 'go\n')
    own.send({ type: 'interrupt' })
    expect((await ended).error).toBe('Interrupted: The cell was interrupted.')
    await expectAlive(own)
  })
})

describe('a cell that shows', () => {
  test.each([
    ['a circle', 'const c: any = {}; c.self = c; c', '<ref *1> { self: [Circular *1] }'],
    ['a getter that throws', '({ get x() { throw new Error("getter") } })', '{ x: [Getter] }'],
    [
      'getters that the display asks',
      '({ get $schema() { throw 1 } })',
      "{ '$schema': [Getter] }\n(its own display failed: 1)",
    ],
    [
      'symbols as keys',
      '({ [Symbol("k")]: 1, [Symbol()]: 2 })',
      expect.stringMatching(/^\{ \[?Symbol\(k\)\]?: 1, \[?Symbol\(\)\]?: 2 \}$/),
    ],
    ['half a character', '"\\ud800"', String.raw`'\ud800'`],
    ['a NUL byte', 'const nul = "\0"; nul + nul.length', String.raw`'\x001'`],
    ['a line separator in a text', "const sep = '\u2028'; sep.length", '1'],
    ['a byte order mark', '\uFEFF1 + 1', '2'],
  ])('%s', async (_, code, expected) => {
    const { error, result } = await executor.run(code)
    expect([error, result]).toEqual([null, expected])
  })

  test('100,000 levels, ten million numbers and a text of 10 MB in few bytes', async () => {
    for (const code of [
      'let deep: any = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; deep',
      'new Array(1e7).fill(0)',
      '"y".repeat(1e7)',
    ]) {
      const { error, result } = await executor.run(code)
      expect(error).toBeNull()
      expect(result!.length).toBeLessThan(20_000)
    }
  })

  test('the global object, without what the kernel keeps there', async () => {
    const { result, error } = await executor.run('globalThis')
    expect([error, result]).toEqual([null, expect.not.stringContaining('ansatz')])
  })
})

describe('a cell that is', () => {
  test.each([
    ['20,000 brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, /^SyntaxError: The cell is nested too deeply/],
    ['a sum of 20,000 terms', `1${'+1'.repeat(20_000)}`, /^SyntaxError: The cell is nested too deeply/],
    ['an unterminated template', '`unterminated', /^SyntaxError: Unterminated string/],
    ['a NUL byte', '\0', /^SyntaxError: Invalid Character/],
    ['a name of 200,000 letters', 'a'.repeat(200_000), /^ReferenceError: a+/],
  ])('%s ends with an error', async (_, code, expected) => {
    expect((await executor.run(code)).error).toMatch(expected)
    await expectAlive()
  })

  test('5,000 variables', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `v${i}`)
    expect((await executor.run(names.map((name, i) => `let ${name} = ${i}`).join('\n'))).error).toBeNull()
    expect((await executor.run('v4999 + v0')).result).toBe('4999')
  })
})

test.each([
  'globalThis.Promise = class {}',
  'globalThis.process = null as any',
  'delete (globalThis as any).process; delete (globalThis as any).Buffer; delete (globalThis as any).console',
  'globalThis.setTimeout = globalThis.setImmediate = (() => { throw 1 }) as any; globalThis.queueMicrotask = null as any',
  'globalThis.Error = globalThis.String = globalThis.AbortController = 1 as any',
  '(globalThis as any).Atomics = (globalThis as any).Int32Array = (globalThis as any).performance = null',
  'for (const key of Object.getOwnPropertySymbols(globalThis)) try { delete (globalThis as any)[key] } catch {}',
  'Object.freeze(globalThis)',
])('later cells work after %s', async (code) => {
  await using own = new TestExecutor()
  expect((await own.run(code)).error).toBeNull()
  await expectAlive(own)
})

const built = ['Map', 'Set', 'Object', 'Symbol', 'JSON', 'Array', 'Promise', 'Error', 'Math', 'String', 'Reflect']
const shown = 'display({ a: new (class A { x = 1 })() }); console.log([1, { b: 2 }]); 5'

test('names of JavaScript that a cell declares for itself are its own, and later cells see them', async () => {
  await using own = new TestExecutor()
  for (const [index, name] of built.entries()) {
    const forms = [
      `const ${name} = 7`,
      `let ${name} = 7`,
      `var ${name} = 7`,
      `function ${name}() {}`,
      `class ${name} {}`,
    ]
    const form = forms[index % forms.length]
    expect([form, (await own.run(form)).error]).toEqual([form, null])
    expect((await own.run(`typeof ${name}`)).result).toBe(/^(?:function|class)/.test(form) ? "'function'" : "'number'")
    const { error, stdout, result } = await own.run(shown)
    expect([form, error, stdout, result]).toEqual([form, null, '[ 1, { b: 2 } ]\n', '5'])
    await expectAlive(own)
  }
})

interface Kind {
  readonly code: string
  readonly result?: string
  readonly stdout?: string
  readonly error?: RegExp
}

/** Completion and inspection have a process of their own, which no cell reaches. */
const kinds: readonly Kind[] = [
  { code: 'let counted = 1; class Point { x: number = counted } function twice(n: number) { return 2 * n }' },
  { code: 'counted += twice(1); [counted, new Point()]', result: '[ 3, Point { x: 3 } ]' },
  { code: 'console.log([1, { b: 2 }])', stdout: '[ 1, { b: 2 } ]\n' },
  { code: 'await display({ shown: 1 }); ({ a: [1, "b"] })', result: "{ a: [ 1, 'b' ] }" },
  { code: 'import { basename } from "node:path"; basename("/a/b")', result: "'b'" },
  { code: 'import local from "./local.ts"; local', result: "'local'" },
  { code: 'const { join } = await import("node:path"); join("a", "b")', result: "'a/b'" },
  { code: 'typeof require("node:os").EOL', result: "'string'" },
  { code: 'let rounds = 0; for (const n of [1, 2]) { rounds += await n } rounds', result: '3' },
  { code: 'function fails(): never { throw counted } fails()', error: /^Thrown number: 3/ },
  { code: '(null as any).x', error: /^TypeError: Cannot read properties of null/ },
  { code: '1 +', error: /^SyntaxError: / },
  { code: 'enum Colour { red } Colour.red', result: '0' },
  { code: '{ using nothing = null } 7', result: '7' },
]
const local = { 'local.ts': 'export default "local" as string' }

async function expectAllKinds(notebook: TestExecutor, when: string) {
  for (const { code, result = null, stdout = '', error } of kinds) {
    const got = await notebook.run(code)
    expect([when, code, got.result, got.stdout, got.stderr]).toEqual([when, code, result, stdout, ''])
    if (error === undefined) expect([when, code, got.error]).toEqual([when, code, null])
    else expect(got.error).toMatch(error)
  }
}

const overwritten = Object.keys(keptGlobals)
/** With which Node.js itself, from the global object, starts the thread that reads the first local TypeScript. */
const neededByNode = ['Atomics', 'SharedArrayBuffer', 'globalThis']
const wrongs = { nothing: 'undefined', 'what throws': '(() => { throw new RangeError("broken") })' }

describe.each(Object.entries(wrongs))('where a cell has put %s', (_, wrong) => {
  test('in place of all globals at once, every kind of cell works', async () => {
    await using own = new TestExecutor(undefined, local)
    const names = overwritten.filter((name) => !neededByNode.includes(name))
    const { error } = await own.run(names.map((name) => `globalThis.${name} = ${wrong} as any`).join('\n'))
    expect(error).toBeNull()
    await expectAllKinds(own, 'all')
  })

  test('in place of one, every kind of cell works, also when it is put back; cells see what is there', async () => {
    await using own = new TestExecutor(undefined, local)
    await own.run('const before = { ...Object.getOwnPropertyDescriptors(globalThis) }, here = globalThis')
    const seen = wrong === 'undefined' ? 'undefined' : 'function'
    for (const name of overwritten) {
      expect((await own.run(`here.${name} = ${wrong} as any; typeof here.${name}`)).result).toBe(`'${seen}'`)
      if (name !== 'globalThis') expect((await own.run(`typeof ${name}`)).result).toBe(`'${seen}'`)
      await expectAllKinds(own, name)
      await own.run(`before.Reflect.value.defineProperty(here, '${name}', before.${name})`)
      expect((await own.run(`here.${name} === (before.${name}.value ?? before.${name}.get.call(here))`)).result).toBe(
        'true',
      )
    }
    await expectAllKinds(own, 'after all')
  })

  test('in place of some, the first class with decorators works', async () => {
    await using own = new TestExecutor()
    await own.run(
      ['Map', 'Set', 'JSON', 'RegExp', 'Array'].map((name) => `globalThis.${name} = ${wrong} as any`).join('\n'),
    )
    const code =
      'const same = (value: any, _: object) => value; class Held { @same held() { return 1 } } new Held().held()'
    const { error, result } = await own.run(code)
    expect([error, result]).toEqual([null, '1'])
  })
})

// What can be put back is: see built-ins.slow.test.ts.
test.each([
  'Object.freeze(Object.assign(Object, { defineProperty: null }))',
  'Object.freeze(Object.assign(Array.prototype, { filter() { throw new Error("mine") } }))',
])('where the kernel itself can no longer go on, the next cell says so and what to do: %s', async (code) => {
  await using own = new TestExecutor()
  await own.run(code)
  const { error } = await own.run('let later = 1; console.log(later)')
  expect(error).toMatch(/^Error: The kernel failed where it cannot by itself .*Restart the kernel\.$/)
})
