import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'

import { compileCell } from '../../../../src/notebook/compiler/compile-cell.ts'
import type { CellRuntime } from '../../../../src/notebook/compiler/rewriting/cell-runtime.ts'
import { arrayElements } from '../../../../src/notebook/interrupts/array-elements.ts'

// What a loop over something iterable does, in plain JavaScript and compiled, told step by step.

let told: unknown[] = []
/** What looking at does not change. */
const shown = (what: unknown): unknown => (typeof what === 'object' && what !== null ? 'an object' : what)
const tell = (what: unknown): unknown => (told.push(shown(what)), what)

/** Something to loop over, which tells whatever is done to it. */
const sources = {
  array: () => [1, 2, 3, 4, 5, 6, 7, 8],
  empty: () => [],
  holes: () => [1, , 3, , ,], // oxlint-disable-line no-sparse-arrays
  rows: () => [[1, 2], [3], [], [4, { c: 5 }]],
  long: () => Array.from({ length: 2100 }, (_, i) => i % 5),
  proxy: () =>
    new Proxy([1, 2, 3], { get: (target, key) => (tell(`get ${String(key)}`), Reflect.get(target, key) as unknown) }),
  subclass: () => class extends Array<number> {}.from([1, 2, 3]),
  'an array with an iterator of its own': () => Object.assign([1, 2], { [Symbol.iterator]: closing({}).start }),
  'an array with an iterator that it tells': () =>
    Object.defineProperty([1, 2], Symbol.iterator, {
      get: () => (tell('asked'), Array.prototype[Symbol.iterator]),
    }),
  'an array without an iterator': () => Object.assign([1, 2], { [Symbol.iterator]: null }),
  iterator: () => closing({}),
  'an iterator whose return throws': () => closing({ closed: () => tell({}.valueOf()) && raise('closing') }),
  'an iterator whose return is no object': () => closing({ closed: () => 1 }),
  'an iterator that throws': () => closing({ fails: 2 }),
  generator: function* () {
    try {
      yield* [1, 2, 3, 4]
    } finally {
      tell('closed')
    }
  },
  set: () => new Set([1, 2, 3]),
  map: () => new Map([[1, 2]]).entries(),
  typed: () => Float64Array.of(1, 2, 3),
  text: () => 'a😀b',
  object: () => ({ a: 1 }),
  nothing: () => null,
} as const satisfies Record<string, () => unknown>

function raise(text: string): never {
  throw new Error(text)
}

function closing({ closed = () => ({}), fails = 9 }: { readonly closed?: () => unknown; readonly fails?: number }) {
  const start = () => {
    let n = 0
    return {
      next: () => (tell('next'), n === fails ? raise('next') : { done: n === 4, value: n++ }),
      return: () => (tell('return'), closed()),
    }
  }
  return { start, [Symbol.iterator]: start }
}

/** What may lie in the way of every loop over an array. */
const arrays = Array.prototype as { [Symbol.iterator]: unknown }
const steps = Object.getPrototypeOf([].values()) as { next: () => unknown; return?: unknown }
const usual = { iterator: arrays[Symbol.iterator], next: Object.getOwnPropertyDescriptor(steps, 'next')! }
const surroundings = {
  usual: () => {},
  'another iterator of arrays': () => {
    arrays[Symbol.iterator] = function* (this: unknown[]) {
      for (let i = this.length; i > 0;) yield tell(i--)
    }
  },
  'another step of such iterators': () =>
    patchSteps({
      next(this: unknown) {
        tell('step')
        return (usual.next.value as () => unknown).call(this)
      },
    }),
  'an end of such iterators': () => patchSteps({ return: () => (tell('end'), { done: true, value: 1 }) }),
}

function patchSteps(by: object): void {
  Object.assign(steps, by)
}

function restore(): void {
  arrays[Symbol.iterator] = usual.iterator
  Object.defineProperty(steps, 'next', usual.next)
  delete steps.return
}
afterEach(restore)

const kit = { shown, tell, raise, patchSteps, sources }
const target = globalThis as unknown as { kit?: typeof kit }

/** What a program tells, and how it ends. */
async function outcome(run: () => unknown, around: () => void): Promise<unknown> {
  told = []
  target.kit = kit
  try {
    around()
    return { told, result: await run() }
  } catch (error) {
    // The engine names what it could not take by the code that it reads.
    return { told, error: error instanceof TypeError ? error.name : String(error) }
  } finally {
    restore()
    delete target.kit
  }
}

const least: Partial<CellRuntime> = {
  flag: new Int32Array(1),
  settle: (value) => value,
  pace: (rounds) => rounds + 1,
  ...arrayElements,
}

function compiled(source: string, runtime = least): { readonly code: string; readonly run: () => Promise<unknown> } {
  const result = compileCell(source, (name) => ({ from: name === 'kit' || name in globalThis ? 'global' : 'nowhere' }))
  if (!result.ok) throw new Error(result.problem.message)
  // oxlint-disable-next-line no-eval -- running what was compiled is the point of the test
  const create = (0, eval)(result.cell.code) as (...parameters: unknown[]) => () => Promise<unknown>
  return { code: result.cell.code, run: create(runtime, {}, {}) }
}

const small = fc.nat(9)
const { body } = fc.letrec<{ body: string; step: string }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 2 },
    fc.constant('kit.tell(x);'),
    fc.constant('sum = sum + 1 | 0;'),
    fc.constant('seen.push(() => x);'),
    small.map((n) => `if (count++ === ${n}) break;`),
    small.map((n) => `if (count++ === ${n}) continue;`),
    small.map((n) => `if (count++ === ${n}) break out;`),
    small.map((n) => `if (count++ === ${n}) continue out;`),
    small.map((n) => `if (count++ === ${n}) return "returned";`),
    small.map((n) => `if (count++ === ${n}) kit.raise("thrown");`),
    small.map((n) => `if (count++ === ${n}) values.length = ${n};`),
    small.map((n) => `if (count++ < ${n}) values.push(count);`),
    small.map((n) => `if (count++ === ${n}) values[${n}] = "changed";`),
    small.map((n) => `if (count++ === ${n}) values = [];`),
    fc.constant('if (count++ === 1) kit.patchSteps({ next: () => kit.raise("patched") });'),
    fc.constant('{ let x = 5; sum += x; }'),
    fc.constant('switch (count++) { case 1: break; case 2: continue; default: sum++; }'),
    tie('body').map((inner) => `try { ${inner} } finally { kit.tell("finally"); }`),
    tie('body').map((inner) => `try { ${inner} } catch (error) { kit.tell(error.name); }`),
    tie('body').map((inner) => `for (const y of [1, 2]) { ${inner} }`),
    tie('body').map((inner) => `for (let i = 0; i < 2; i++) { ${inner} }`),
  ),
  body: fc.array(tie('step'), { minLength: 1, maxLength: 3 }).map((all) => all.join(' ')),
}))
const heads = fc.constantFrom(
  'const x of values',
  'let x of values',
  'var x of values',
  'x of values',
  'const x of (0, values)',
  'const x of kit.tell(values)',
  'const [x, y = 1] of values',
  'const { x = 1, ...others } of values',
  'let { length: x = values } of values',
  'const x of x',
  'const x of [...values, 1]',
)
const program = fc
  .tuple(fc.constantFrom(...Object.keys(sources)), heads, body, fc.constantFrom('', 'yield kit.shown(x);'))
  .map(([source, head, inside, yielded]) => {
    const around = yielded === '' ? 'function run' : 'function* run'
    return [
      `let count = 0, sum = 0, values = kit.sources[${JSON.stringify(source)}](); const seen = [];`,
      `${around}() { ${head.startsWith('x') ? 'let x;' : ''} out: for (${head}) { ${inside} ${yielded} } return "ended" }`,
      `const ended = ${yielded === '' ? 'run()' : '(() => { const all = run(); return [all.next(), all.next(), all.return(3), all.next()] })()'};`,
    ].join('\n')
  })
const result = '[ended, sum, count, seen.map((one) => kit.shown(one()))]'

test('a random loop does to an iterable, step by step, what plain JavaScript does', async () => {
  await fc.assert(
    fc.asyncProperty(program, fc.constantFrom(...Object.values(surroundings)), async (source, around) => {
      // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the reference is the language itself
      const plain = new Function(`"use strict"; ${source}\nreturn ${result}`) as () => unknown
      const expected = await outcome(plain, around)
      expect(await outcome(compiled(`${source}\n${result}`).run, around)).toEqual(expected)
    }),
    { numRuns: 250 },
  )
})

describe('the elements of an array are taken by index', () => {
  /** How many rows of elements a loop makes. */
  async function rows(source: keyof typeof sources, loop: string): Promise<number> {
    let made = 0
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield void made++
      },
    }
    const { run } = compiled(`const values = kit.sources[${JSON.stringify(source)}](); ${loop}`, { ...least, endless })
    await outcome(run, surroundings.usual)
    return made
  }

  test.each([
    ['array', 'for (const x of values) x', 1],
    ['empty', 'for (const x of values) x', 1],
    ['long', 'for (const x of values) x', 3],
    ['long', 'for (const [x] of values.map((one) => [one])) x', 3],
    ['proxy', 'for (const x of values) x', 1],
    ['subclass', 'for (const x of values) x', 1],
    ['an array with an iterator of its own', 'for (const x of values) x', 0],
    ['generator', 'for (const x of values) x', 0],
    ['set', 'for (const x of values) x', 0],
  ] as const)('%s in %s', async (source, loop, expected) => {
    expect(await rows(source, loop)).toBe(expected)
  })
})

test('a loop that looks into what it does not declare itself stays as it is', () => {
  expect(compiled('for (const x of [1]) x').code).toContain('.list(')
  for (const loop of ['for (const x of x) x', 'var x; for (x of [1]) x', 'for (var y of [1]) y']) {
    expect(compiled(loop).code).not.toContain('.list(')
  }
})
