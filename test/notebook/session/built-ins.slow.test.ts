import { expect, test, vi } from 'vitest'

import { TestExecutor, type Outcome } from './executor.ts'

// Methods of built-in objects, which the code of cells shares with the kernel.

vi.setConfig({ testTimeout: 60_000 })

const works = 'const typed: number = await 42; console.log([typed, { b: 2 }]); typed'

function expectWorks(when: unknown, { error, result, stdout, stderr }: Outcome): void {
  expect([when, error, result, stdout, stderr]).toEqual([when, null, '42', '[ 42, { b: 2 } ]\n', ''])
}

const undone = (names: string) =>
  `[ansatz] Undone, because the notebook could not have gone on with it: the change of ${names}.\n`

test.each([
  ['Array.prototype.push = undefined as any', 'Array.prototype.push'],
  ['Map.prototype.get = () => { throw 1 }', 'Map.prototype.get'],
  ['Promise.prototype.then = () => { throw 1 }', 'Promise.prototype.then'],
  ['Function.prototype.apply = Math.max as any', 'Function.prototype.apply'],
  ['delete (Array.prototype as any)[Symbol.iterator]', 'Array.prototype[Symbol(Symbol.iterator)]'],
  ['String.prototype.split = () => []', 'String.prototype.split'],
  ['JSON.stringify = () => "{}"', 'JSON.stringify'],
  ['Object.defineProperty = null as any; Object.keys = null as any', 'Object.defineProperty, Object.keys'],
  ['(Object.prototype as any).get = 5', 'Object.prototype.get'],
  ['await null; Array.prototype.map = (() => 5) as any', 'Array.prototype.map'],
  ['Atomics.load = () => 0', 'Atomics.load'],
])('%s: the cell says what was undone, and the notebook goes on', async (code, names) => {
  await using executor = new TestExecutor()
  expect((await executor.run(code)).stderr).toBe(undone(names))
  expectWorks(code, await executor.run(works))
})

test('a method that never returns is undone when the cell is interrupted', async () => {
  await using executor = new TestExecutor()
  const { id, ended } = executor.start('console.log("go"); Array.prototype.push = function () { for (;;) {} }; 0')
  await executor.event((e): e is typeof e & { type: 'stream' } => e.type === 'stream' && e.parent === id)
  executor.send({ type: 'interrupt' })
  expect((await ended).stderr).toBe(undone('Array.prototype.push'))
  expectWorks('interrupted', await executor.run(works))
})

test('what a timer has overwritten after its cell is undone before the next one, which says so', async () => {
  await using executor = new TestExecutor()
  await executor.run('setTimeout(() => { console.log("late"); Map.prototype.set = null as any })')
  await executor.event((e): e is typeof e & { type: 'stream' } => e.type === 'stream' && e.text === 'late\n')
  expect((await executor.run('1')).stderr).toBe(undone('Map.prototype.set'))
  expectWorks('later', await executor.run(works))
})

test.each([
  [
    'a polyfill',
    'Array.prototype.push = function (...all) { for (const one of all) this[this.length] = one; return this.length }',
    'Array.prototype.push.name',
    "''",
  ],
  [
    'a spy',
    'const { then } = Promise.prototype; let calls = 0; Promise.prototype.then = function (...all) { calls++; return then.apply(this, all) }',
    'Promise.resolve().then(() => {}); calls > 0',
    'true',
  ],
  ['an enumerable property of all objects', '(Object.prototype as any).foo = 1', '({} as any).foo', '1'],
  [
    'a method of all arrays',
    '(Array.prototype as any).last = function () { return this.at(-1) }',
    '([1, 2] as any).last()',
    '2',
  ],
  [
    'fake timers',
    'globalThis.setTimeout = ((f: any) => (f(), 0)) as any',
    'let ran = 0; setTimeout(() => ran++); ran',
    '1',
  ],
  ['traces of its own', 'Error.prepareStackTrace = () => "mine"', 'new Error("x").stack', "'mine'"],
  ['traces without frames', 'Error.stackTraceLimit = 0', 'new Error("x").stack', "'Error: x'"],
  [
    'frozen prototypes',
    'Object.freeze(Array.prototype); Object.freeze(Object.prototype); 0',
    'Object.isFrozen([].at)',
    'false',
  ],
  ['what the kernel has no need of', 'Array.prototype.copyWithin = null as any', '[].copyWithin', 'null'],
])('%s stays, without a word', async (...[, code, look, expected]) => {
  await using executor = new TestExecutor()
  const { stderr, error } = await executor.run(code)
  expect([error, stderr]).toEqual([null, ''])
  expect((await executor.run(look)).result).toBe(expected)
  expectWorks(code, await executor.run(works))
})

/** Finds all methods of what JavaScript is built on, and overwrites one of them by its number. */
const overwriting = `
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect
const iterators = [[], new Map(), new Set(), ''].map((values) => getPrototypeOf(values[Symbol.iterator]()))
const holders = [Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Date, RegExp, Map, Set, WeakMap, WeakSet, WeakRef,
  Promise, Error, TypeError, ArrayBuffer, SharedArrayBuffer, DataView, getPrototypeOf(Uint8Array), Uint8Array, Int32Array, Buffer,
  URL, AbortController, AbortSignal, TextDecoder].flatMap((one) => [one, one.prototype])
  .concat(Math, JSON, Reflect, Atomics, iterators, getPrototypeOf(iterators[0]), getPrototypeOf(function* () {}).prototype)
const methods = holders.flatMap((holder) => ownKeys(holder).map((key) => ({ holder, key, before: getOwnPropertyDescriptor(holder, key) })))
  .filter(({ key, before }) => key !== 'constructor' && typeof before.value === 'function' && before.writable &&
    (typeof key === 'string' || key.description.startsWith('Symbol.')))
const overwrite = (index, value) => { defineProperty(methods[index].holder, methods[index].key, { ...methods[index].before, value }) }
const restore = (index) => { defineProperty(methods[index].holder, methods[index].key, methods[index].before) }`

test.each(['undefined', '() => { throw new RangeError("broken") }'])(
  'each method of each built-in object, overwritten with %s: the next cell runs',
  async (wrong) => {
    await using executor = new TestExecutor()
    expect((await executor.run(overwriting)).error).toBeNull()
    const count = Number((await executor.run('methods.length')).result)
    expect(count).toBeGreaterThan(400)
    for (let index = 0; index < count; index++) {
      const name = `methods[${index}]`
      const told = await executor.run(`overwrite(${index}, ${wrong}); 0`)
      expect([name, told.error]).toEqual([name, null])
      const outcome = await executor.run(works)
      await executor.run(`restore(${index})`)
      const key = (await executor.run(`String(methods[${index}].key)`)).result
      expectWorks(key, outcome)
    }
  },
)
