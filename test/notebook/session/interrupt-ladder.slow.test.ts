import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { TestExecutor } from './executor.ts'
import { nodeUnderTest, versionOf } from './node-under-test.ts'

// Code without loop guards, as in a package from npm.
const library = `
export function spin() { for (;;) Math.sqrt(2) }
export async function spinLater() { await null; spin() }
export function swallow() { for (;;) { try { spin() } catch {} finally { globalThis.unwound = true } } }
export function chat(say) { for (let i = 0; ; i++) say('x'.repeat(9000)) }
`
const interruptedText = 'Interrupted: The cell was interrupted.'

const major = Number.parseInt(versionOf(nodeUnderTest), 10)

let executor: TestExecutor
beforeAll(() => void (executor = new TestExecutor(undefined, { 'library.mjs': library })))
afterAll(() => executor.close())
beforeEach(() => prepare(executor))

async function prepare(notebook: TestExecutor) {
  await notebook.run(`import { spin, spinLater, swallow, chat } from './library.mjs'
    let kept = 41; const sleep = (ms: number) => new Promise(r => setTimeout(r, ms)); globalThis.cleaned = false`)
}

async function interruptAfterGo(code: string, notebook = executor) {
  const { id, ended } = notebook.start(code)
  await notebook.event((event): event is typeof event & { type: 'stream' } => {
    return event.type === 'stream' && event.parent === id && event.text.includes('go')
  })
  // So that the code behind `go` runs.
  await new Promise((resolve) => setTimeout(resolve, 20))
  notebook.send({ type: 'interrupt' })
  return ended
}

async function expectAlive() {
  expect((await executor.run('await sleep(1); kept + 1')).result).toBe('42')
}

test('rung 3: library code in the synchronous part ends by a signal, and finally blocks run', async () => {
  const { error } = await interruptAfterGo('try { console.log("go"); spin() } finally { cleaned = true }')
  expect(error).toBe(interruptedText)
  await expectAlive()
})

describe('rung 4: an interrupt ends', () => {
  test.each([
    ['library code after an await', 'await sleep(1); console.log("go"); spin()'],
    ['library code that the cell awaits', 'console.log("go"); await spinLater()'],
    [
      'library code in a callback while the cell awaits',
      'setTimeout(() => { console.log("go"); spin() }); await new Promise(() => {})',
    ],
    [
      'library code in an immediate behind another one',
      'setImmediate(() => {}); setImmediate(() => { console.log("go"); spin() }); await new Promise(() => {})',
    ],
    ['library code behind an immediate', 'await new Promise(setImmediate); console.log("go"); spin()'],
    ['library code that catches everything', 'await sleep(1); console.log("go"); swallow()'],
    ['library code behind a promise that the cell shows', 'console.log("go"); spinLater()'],
    ['a regular expression after an await', 'await sleep(1); console.log("go"); /^(a+)+$/.test("a".repeat(40) + "b")'],
    [
      'a flood of microtasks',
      'await sleep(1); console.log("go"); await (new Function("f", "return f(f)"))(async function f(g) { await null; return g(g) })',
    ],
    ['a user expression', 'console.log("go"); const slow = async () => { await sleep(1); spin() }; await slow()'],
  ])('%s, and the state stays', async (_, code) => {
    expect((await interruptAfterGo(code)).error).toBe(interruptedText)
    await expectAlive()
  })

  test('a callback of a library that prints all the time, and no event is cut in two', async () => {
    for (let round = 0; round < 5; round++) {
      expect((await interruptAfterGo('await sleep(1); console.log("go"); chat(console.log)')).error).toBe(
        interruptedText,
      )
      await expectAlive()
    }
  })

  test.each([
    ['the first of its round', ''],
    ['not the first of its round', 'setImmediate(() => {});'],
  ])('an immediate that is %s, and those behind it run, once', async (_, earlier) => {
    const { error } = await interruptAfterGo(`
      globalThis.ran = []
      setTimeout(() => {
        ${earlier}
        setImmediate(() => { console.log("go"); spin() })
        for (const name of ['a', 'b', 'c']) setImmediate(() => ran.push(name))
      })
      await new Promise(() => {})`)
    expect(error).toBe(interruptedText)
    // One that is cleared, one that nobody waits for: Node.js's counts of both are right again.
    const { result } = await executor.run(`
      clearImmediate(setImmediate(() => ran.push('cleared')))
      setImmediate(() => ran.push('unreferenced')).unref()
      await new Promise(setImmediate)
      ran.join()`)
    expect(result).toBe("'a,b,c,unreferenced'")
    // A queue that has lost count keeps the event loop turning for ever.
    const usedCpu = `const used = process.cpuUsage(); await sleep(200); const { user, system } = process.cpuUsage(used); user + system`
    for (;;) if (Number((await executor.run(usedCpu)).result) < 100_000) break
    await expectAlive()
  })

  test('what the cell waits for, and its finally blocks run, with what they await', async () => {
    const code = 'try { console.log("go"); await spinLater() } finally { await sleep(5); console.log("cleaned") }'
    const { error, stdout } = await interruptAfterGo(code)
    expect([error, stdout]).toEqual([interruptedText, 'go\ncleaned\n'])
    await expectAlive()
  })

  test('only the cell: timers of earlier cells go on', async () => {
    await executor.run('let ticks = 0; const timer = setInterval(() => ticks++, 2)')
    await interruptAfterGo('await sleep(1); console.log("go"); spin()')
    const { result } = await executor.run('const before = ticks; await sleep(50); clearInterval(timer); ticks > before')
    expect(result).toBe('true')
  })

  test('many cells at random moments, without loss', async () => {
    await executor.run('let total = 0')
    for (let round = 0; round < 20; round++) {
      const { id, ended } = executor.start('total++; await sleep(0); console.log("go"); await spinLater()')
      await executor.event(
        (event): event is typeof event & { type: 'stream' } => event.type === 'stream' && event.parent === id,
      )
      await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40))
      executor.send({ type: 'interrupt' })
      expect((await ended).error).toBe(interruptedText)
    }
    expect((await executor.run('total')).result).toBe('20')
  })

  const contexts =
    'import { AsyncLocalStorage, AsyncResource, createHook } from "node:async_hooks"; const store = new AsyncLocalStorage<string>()'
  const stores = '[store.getStore(), await store.run("s", async () => (await sleep(1), store.getStore()))]'
  const nested = 'store.run("deep", () => new AsyncResource("X").runInAsyncScope(() => store.run("deeper", spin)))'
  const entering = 'for (;;) new AsyncResource("X").runInAsyncScope(() => store.run("again", Math.random))'
  const unguarded = `new Function('AsyncResource', 'store', ${JSON.stringify(entering)})(AsyncResource, store)`
  test('code inside contexts that it cannot leave any more, and stores work on', async () => {
    await executor.run(contexts)
    for (const code of [nested, unguarded, nested]) {
      expect((await interruptAfterGo(`await sleep(1); console.log("go"); ${code}`)).error).toBe(interruptedText)
      expect((await executor.run(stores)).result).toBe("[ undefined, 's' ]")
    }
  })

  // Node.js 24 has no way: see AsyncContexts.
  test.runIf(major < 24)(
    `code inside contexts that async hooks of the notebook follow (not on Node.js 24)`,
    async () => {
      await using own = new TestExecutor(undefined, { 'library.mjs': library })
      await prepare(own)
      await own.run(
        `${contexts}; let inits = 0; const hook = createHook({ init() { inits++ }, before() {}, after() {} }).enable()`,
      )
      for (const code of [nested, nested]) {
        expect((await interruptAfterGo(`await sleep(1); console.log("go"); ${code}`, own)).error).toBe(interruptedText)
        expect((await own.run(`const before = inits; ${stores}`)).result).toBe("[ undefined, 's' ]")
        expect((await own.run('hook.enable(); inits > before')).result).toBe('true')
      }
    },
  )

  test('and what is shown later belongs to its cell', async () => {
    const earlier = executor.start('setTimeout(() => console.log("late"), 150); setInterval(() => {}, 1)')
    await earlier.ended
    await interruptAfterGo('await sleep(1); console.log("go"); spin()')
    await expectAlive()
    const { parent } = await executor.event(
      (event): event is typeof event & { type: 'stream' } => event.type === 'stream' && event.text === 'late\n',
    )
    expect(parent).toBe(earlier.id)
  })

  test('within 200 ms', async () => {
    for (let elapsed = Infinity; elapsed > 200;) {
      const { id, ended } = executor.start('await sleep(1); console.log("go"); spin()')
      await executor.event((e): e is typeof e & { type: 'stream' } => e.type === 'stream' && e.parent === id)
      const start = performance.now()
      executor.send({ type: 'interrupt' })
      await ended
      elapsed = performance.now() - start
    }
  })
})

test('rung 5: a worker thread that the interrupted cell started ends, one of an earlier cell goes on', async () => {
  await executor.run(`import { Worker } from 'node:worker_threads'
    const earlier = new Worker('setInterval(() => {}, 1000)', { eval: true }); let ended: string[] = []
    earlier.on('exit', () => ended.push('earlier'))
    await new Promise(r => earlier.once('online', r))`)
  const { error } = await interruptAfterGo(`const mine = new Worker('for (;;) {}', { eval: true })
    mine.on('exit', () => ended.push('mine')); mine.once('online', () => console.log('go')); await new Promise(() => {})`)
  expect(error).toBe(interruptedText)
  await expect.poll(async () => (await executor.run('ended')).result).toBe("[ 'mine' ]")
  await executor.run('await earlier.terminate()')
})
