import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../door.ts'
import { KernelUnderTest, type Message } from './kernel-under-test.ts'

// A page that is loaded again is a new client with a new session: requests of the old one show nothing any more.

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

/** Longer than what a page may have seen in its last moments. */
const awayMs = 2300

function start(code: string, cellId: string): string {
  return kernel.sendExecute(code, { allow_stdin: true }, { metadata: { cellId } })
}

async function run(code: string, cellId: string): Promise<string> {
  const id = start(code, cellId)
  await kernel.finished(id)
  return id
}

const told = 'No page was open for some of what cell'
const texts = (id: string): string =>
  kernel
    .outputs(id)
    .map(({ content }) => (content.text as string | undefined) ?? '')
    .join('')
const streamWith = (id: string, text: string) => (message: Message) =>
  message.parentId === id && message.type === 'stream' && String(message.content.text).includes(text)

test('display.replay() says so when nothing was missed', async () => {
  expect(texts(await run('console.log(1); display.replay()', 'early'))).toBe(
    '1\n[ansatz] Nothing was missed: each output has found its page.\n',
  )
})

test('a long cell, run again from a page that was loaded meanwhile, is shown there at once and live', async () => {
  const door = new Door(kernel.folder)
  const old = start(
    `for (let i = 0; ${door.isShut}; i++) { console.log("step", i); await new Promise((r) => setTimeout(r, 400)) }`,
    'long',
  )
  await kernel.message(streamWith(old, 'step 0'))
  await kernel.reload()
  await pause(awayMs)
  const again = start('console.log("fresh")', 'long')
  await kernel.message(streamWith(again, 'step 1'))
  const before = texts(again)
  expect(before).toMatch(/What cell \[2\] has shown[^]*step 0\nstep 1\n/)
  // Two more, live.
  const seen = Number(before.match(/step (\d+)\n$/)?.[1])
  await kernel.message(streamWith(again, `step ${seen + 2}\n`))
  door.open()
  await kernel.finished(again)
  // Each line once, and the new run behind the old one.
  const steps = texts(again).match(/step \d+/g)!
  expect(steps).toEqual(steps.map((_, step) => `step ${step}`))
  expect(texts(again)).toMatch(/step \d+\nfresh\n$/)
})

test('the first cell of a new page tells of what was missed, and display.replay() shows it and goes on', async () => {
  const code = `let n = 0
    display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'bar 0' }) }, { displayId: 'bar' })
    const ticking = setInterval(() => { console.log('tick', n); n++
      display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'bar ' + n }) }, { displayId: 'bar', update: true }) }, 200)`
  const ticks = await run(code, 'ticks')
  await kernel.message(streamWith(ticks, 'tick 0'))
  await kernel.reload()
  await pause(awayMs)
  const first = await run('1 + 1', 'first')
  expect(texts(first)).toContain(`${told} [4] showed`)
  const second = 'while (n < 9) await new Promise((r) => setTimeout(r, 20))'
  expect(texts(await run(second, 'second'))).not.toContain(told)
  const replay = await run('display.replay()', 'third')
  expect(texts(replay)).toMatch(/What cell \[4\] has shown:[^]*tick 0\n[^]*tick 8\n/)
  const bar = kernel.outputs(replay).find(({ type }) => type === 'display_data')
  expect(bar?.content).toMatchObject({ transient: { display_id: 'bar' } })
  expect((bar!.content.data as Record<string, string>)['text/plain']).not.toBe('bar 0')
  const seen = texts(replay).match(/tick (\d+)\n$/)?.[1]
  await kernel.message(streamWith(replay, `tick ${Number(seen) + 3}\n`))
  await kernel.execute('clearInterval(ticking)')
})

test('display.replay(count) shows a cell once more, and without a page that is gone nothing is told', async () => {
  const shown = await run('console.log("look"); 6 * 7', 'number')
  const { execution_count: count } = kernel.about(shown).find(({ type }) => type === 'execute_input')!.content
  const replay = await run(`display.replay(${String(count)})`, 'other')
  expect(texts(replay)).toContain('look\n')
  expect(kernel.outputs(replay).at(-1)).toMatchObject({
    type: 'display_data',
    content: { data: { 'text/plain': '42' } },
  })
  expect(texts(await run('display.replay(4711)', 'last'))).toContain('Nothing is kept of a cell [4711]')
  expect(texts(replay)).not.toContain(told)
})
