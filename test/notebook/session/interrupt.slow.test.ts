import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

import { despiteStalls, eventually, streamOf, TestExecutor } from './executor.ts'

const interruptedText = 'Interrupted: The cell was interrupted.'
// A loop that no interrupt reaches makes every later test wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor()))
afterAll(() => executor.close())
beforeEach(
  async () =>
    void (await executor.run(`let kept = 41; const sleep = (ms: number) => new Promise(r => setTimeout(r, ms))
      function* endless() { for (;;) yield 1 } function seventh(x) { return x % 7 }`)),
)

/** Starts a cell, waits until it has printed `go`, interrupts it, and returns how it ended. */
async function interruptAfterGo(code: string) {
  const { id, ended } = executor.start(code)
  await executor.event((event): event is typeof event & { type: 'stream' } => {
    return event.type === 'stream' && event.parent === id && event.text.includes('go')
  })
  executor.send({ type: 'interrupt' })
  return ended
}

// Behind an await, where no signal reaches them: each looks at the flag by itself. `seventh` is of an earlier cell.
const loopShapes = [
  ['a while loop with a bound', 'let i = 0; while (i < Infinity) { i++ }'],
  ['a while loop over a BigInt', 'let i = 0n, end = 10n ** 18n; while (i < end) { i++ }'],
  ['a while loop from minus infinity', 'let i = -Infinity; while (i < 0) { i++; if (i > -5) break }'],
  ['a while loop whose steps are too small', 'let i = 2 ** 53; while (i <= 2 ** 54) { i++ }'],
  ['a loop whose steps are too small', 'for (let i = 9007199254740992; i < 1e17; i++) { if (i < 0) break }'],
  ['a counted loop', 'let n = 0; for (let i = 0; i < 1e15; i++) n += i % 7'],
  ['a loop over an endless generator', 'let n = 0; for (const x of endless()) n += x'],
  [
    'loops over long arrays',
    'const xs = Array(1e5).fill(1); let n = 0; for (;;) for (const x of xs) for (const y of xs) n += x * y',
  ],
  [
    'a loop over an array that grows',
    'const xs = [1]; let n = 0; for (const x of xs) xs[++n % 9] = x, xs.length = n + 2',
  ],
  ['a loop that takes arrays apart', 'const xs = Array(1e5).fill([1]); for (;;) for (const [x] of xs) x'],
  [
    'a loop over an array that iterates by itself',
    'const xs = []; xs[Symbol.iterator] = endless; let n = 0; for (const x of xs) n += x',
  ],
  ['short loops over short arrays', 'let n = 0; for (;;) for (const x of [1, 2]) for (const y of [3]) n += x * y'],
  ['short counted loops', 'let n = 0; for (let i = 0; i < 1e15; i++) for (let j = 0; j < 50; j++) n += j'],
  ['nested short counted loops', nested(10)],
  ['calls of a quick function', 'let n = 0; for (let i = 0; i < 1e15; i++) n += seventh(i)'],
  ['calls of a quick function of its own', 'const f = (x) => x % 3; let n = 0; for (let i = 0; ; i++) n += f(i)'],
] as const

/** So many loops of 100 rounds each, one in the other. */
function nested(depth: number): string {
  const heads = Array.from({ length: depth }, (_, k) => `for (let i${k} = 0; i${k} < 100; i${k}++) `)
  return `let n = 0; ${heads.join('')} n++`
}

describe('an interrupt ends', () => {
  test.each([
    ['a loop at the top level', 'console.log("go"); while (true) {}'],
    ['a loop without a block', 'let i = 0; console.log("go"); for (;;) i++'],
    ['a loop in a function', 'function spin() { for (;;); } console.log("go"); spin()'],
    ['a loop in a function of an earlier cell', 'console.log("go"); [1].forEach(() => { do {} while (true) })'],
    ['a loop after an await', 'await sleep(1); console.log("go"); while (true) {}'],
    [
      'a loop in a callback while the cell awaits',
      'setTimeout(() => { console.log("go"); for (;;) {} }, 1); await new Promise(() => {})',
    ],
    ['a pending await', 'console.log("go"); await new Promise(() => {})'],
    ['a pending promise as the last value', 'console.log("go"); new Promise(() => {})'],
    [
      'a pending for await',
      'async function* g() { yield 1; await new Promise(() => {}) } for await (const x of g()) console.log("go")',
    ],
    ['a loop that awaits', 'console.log("go"); for (;;) await sleep(1)'],
    ['a loop that swallows errors', 'console.log("go"); for (;;) { try { await sleep(1) } catch {} }'],
    ['a synchronous loop that swallows errors', 'console.log("go"); for (;;) { try { Math.sqrt(2) } catch {} }'],
    [
      'an async function that awaits in a loop',
      'async function work() { for (;;) await sleep(1) } console.log("go"); await work()',
    ],
    ['a regular expression that backtracks for ever', 'console.log("go"); /^(a+)+$/.test("a".repeat(40) + "b")'],
    [
      'library code in the synchronous part',
      'console.log("go"); Array.from({ length: 1e9 }, (_, i) => JSON.stringify({ i }).length)',
    ],
    [
      'a native loop over an endless iterator',
      'console.log("go"); new Set({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) } as any)',
    ],
    ...loopShapes.map(([name, loop]) => [name, `await sleep(1); console.log("go"); ${loop}`]),
    ['a question', 'console.log("go"); prompt("name?")'],
  ])('%s, and the state stays', async (_, code) => {
    const { error, done } = await interruptAfterGo(code)
    expect(error).toBe(interruptedText)
    expect(done.error?.traceback.join('\n')).not.toContain('dist/notebook')
    expect((await executor.run('kept + 1')).result).toBe('42')
  })

  test('library code inside an AsyncResource, whose context it cannot leave', async () => {
    const code = `const { AsyncResource } = await import('node:async_hooks')`
    await executor.run(code)
    const spin = 'console.log("go"); new AsyncResource("X").runInAsyncScope(() => /^(a+)+$/.test("a".repeat(40) + "b"))'
    expect((await interruptAfterGo(spin)).error).toBe(interruptedText)
    expect((await executor.run('await sleep(1); kept + 1')).result).toBe('42')
  })
})

const nap = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15)'
describe('an interrupt', () => {
  test('runs the finally blocks of a synchronous loop', despiteStalls, async () => {
    const { stdout } = await interruptAfterGo(
      'try { console.log("go"); for (;;) {} } finally { for (const x of [1, 2]) console.log(x) }',
    )
    expect(stdout).toBe('go\n1\n2\n')
  })

  test('keeps what a loop has counted', despiteStalls, async () => {
    const loop = 'while (true) { at = counted; counted += 1 }'
    // An interrupt that comes with the text may end the loop in its first rounds.
    const rounds = async () => {
      await interruptAfterGo(`let counted = 0, at = 0; console.log("go"); ${loop}`)
      expect((await executor.run('counted === 0 || at === counted - 1')).result).toBe('true')
      return Number((await executor.run('counted')).result)
    }
    for (;;) if ((await rounds()) > 1000) break
  })

  test.each([
    ['the first rounds', `console.log("go"); for (;;) ${nap}`],
    // The first slow rounds are as many as there were fast ones between two looks, up to 32.
    ['rounds that became slow', `for (let i = 0; ; i++) if (i > 1e5) { if (i === 100_040) console.log("go"); ${nap} }`],
  ])('reaches a loop with calls after an await: %s', despiteStalls, async (_, loop) => {
    const { stdout, error } = await interruptAfterGo(
      `await sleep(1); try { ${loop} } finally { console.log("tidied") }`,
    )
    expect([stdout, error]).toEqual(['go\ntidied\n', interruptedText])
  })

  // The interrupt comes when the fourth has just begun.
  const slowRound =
    '{ if (++round === 4) console.log("go"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 80) }'
  test.each([
    ['for', '', `for (;;) ${slowRound}`],
    ['for…of', '', `for (const n of Array(1e6).keys()) ${slowRound}`],
    ['for…of over an array', '', `for (const n of Array(1e6).fill(0)) ${slowRound}`],
    ['for…of after an await', 'await sleep(1); ', `for (const n of Array(1e6).keys()) ${slowRound}`],
    ['one that remembers its rounds', '', `for (let i = 0; ; i++) { setTimeout(() => i); ${slowRound} }`],
    ['one that awaits', '', `for (;;) { await null; ${slowRound} }`],
  ])('waits for a slow round, so that finally blocks run: %s', despiteStalls, async (_, before, loop) => {
    const code = `let round = 0; ${before}try { ${loop} } finally { console.log("tidied") }`
    const { stdout, error } = await interruptAfterGo(code)
    expect([stdout, error]).toEqual(['go\ntidied\n', interruptedText])
  })

  test('runs finally blocks around an await, with loops that await in them', async () => {
    const code =
      'try { console.log("go"); await sleep(1e6) } finally { for (const x of [1, 2]) { await sleep(1); console.log(x) } }'
    expect((await interruptAfterGo(code)).stdout).toBe('go\n1\n2\n')
  })

  test('can be caught by the cell, which goes on', async () => {
    const code = 'let saved; try { console.log("go"); await sleep(1e6) } catch (e) { saved = e.name } saved'
    expect((await interruptAfterGo(code)).result).toBe("'Interrupted'")
  })

  test('stops a loop that the cell started and did not wait for', async () => {
    const code =
      'let rounds = 0; (async () => { for (;;) { await sleep(2); rounds++ } })(); console.log("go"); await sleep(1e6)'
    await interruptAfterGo(code)
    // The round that was waiting ends.
    await executor.run('await sleep(20)')
    const before = (await executor.run('rounds')).result
    await executor.run('await sleep(30)')
    expect((await executor.run('rounds')).result).toBe(before)
  })

  test('aborts cellSignal of its cell, not of the next one', async () => {
    const code = 'const signal1 = cellSignal; console.log("go"); await sleep(1e6)'
    await interruptAfterGo(code)
    expect((await executor.run('[signal1.aborted, cellSignal.aborted, signal1.reason.name]')).result).toBe(
      "[ true, false, 'Interrupted' ]",
    )
  })

  test('that comes right behind a cell ends it before or after it has started', async () => {
    const { ended } = executor.start('await sleep(1e6)')
    executor.send({ type: 'interrupt' })
    expect((await ended).error).toBe(interruptedText)
  })

  test('leaves the background work of other cells alone', despiteStalls, async () => {
    const work = 'void (async () => { for (let i = 0; i < 20; i++) await sleep(5); console.log("survived") })()'
    const { done } = await executor.run(work)
    await interruptAfterGo('console.log("go"); for (;;) {}')
    const shown = () => executor.events.filter((event) => 'parent' in event && event.parent === done.id)
    await eventually(() => streamOf(shown(), 'stdout') === 'survived\n', 5000)
  })

  test('without a running cell does nothing, also to the next cell', async () => {
    executor.send({ type: 'interrupt' })
    expect((await executor.run('let n = 0; for (let i = 0; i < 1000; i++) n++; n')).result).toBe('1000')
  })
})
