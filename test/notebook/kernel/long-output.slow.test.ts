import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

test('1e6 lines: head and tail are shown, one notice names a file with every line, idle comes last', async () => {
  const id = kernel.sendExecute('for (let i = 0; i < 1e6; i++) console.log("line", i)')
  await kernel.finished(id)
  const shown = kernel.streamText(id)
  expect(shown.startsWith('line 0\nline 1\n')).toBe(true)
  expect(shown.endsWith('line 999998\nline 999999\n')).toBe(true)
  expect(shown.length).toBeLessThan(2_100_000)
  const notices = kernel.streamText(id, 'stderr')
  const [, file] = /All of it is in (\S+)\./.exec(notices)!
  expect(notices.split(file)).toHaveLength(2)
  let line = 0
  for (const text of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    if (text !== `line ${line++}`) throw new Error(`line ${line - 1} is ${text}`)
  }
  expect(line).toBe(1_000_000)
  rmSync(file)
  expect(isStatus(kernel.about(id).at(-1)!, 'idle')).toBe(true)
})

test('floods of 1e6 lines do not let the protocol process grow without end: nothing of them is kept', async () => {
  const growth: number[] = []
  let before = await memory()
  while (growth.length < 5 && !(growth.at(-1)! < 24 * 2 ** 20)) {
    const id = kernel.sendExecute('for (let i = 0; i < 1e6; i++) console.log("line", i)')
    await kernel.finished(id)
    const [, file] = /All of it is in (\S+)\./.exec(kernel.streamText(id, 'stderr'))!
    rmSync(file)
    growth.push((await memory()) - before)
    before += growth.at(-1)!
  }
  // A process takes what its busiest moment needs and keeps it; the text of each flood would be 14 MB, and many times that
  // as messages. So the size must come to rest.
  expect(growth.at(-1)).toBeLessThan(24 * 2 ** 20)
})

test('20,000 lines: every one is shown and no file is needed', async () => {
  // A kernel of its own: the floods above have used up what the server takes in a few seconds.
  await using quiet = await KernelUnderTest.launch()
  const id = quiet.sendExecute('for (let i = 0; i < 20000; i++) console.log("line", i)')
  await quiet.finished(id)
  expect(quiet.streamText(id).trimEnd().split('\n')).toHaveLength(20_000)
  expect(quiet.streamText(id, 'stderr')).toBe('')
})

test('a progress bar drawn 100,000 times arrives in few messages and ends with its last drawing', async () => {
  await using quiet = await KernelUnderTest.launch()
  const id = quiet.sendExecute('for (let i = 1; i <= 1e5; i++) process.stdout.write(`\\r${i} of 100000`)')
  await quiet.finished(id)
  expect(quiet.streamText(id).endsWith('\r100000 of 100000')).toBe(true)
  expect(quiet.streamText(id).length).toBeLessThan(20_000)
  expect(quiet.streamText(id, 'stderr')).toBe('')
})

/** Bytes of the protocol process. */
async function memory(): Promise<number> {
  const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${kernel.process.pid}/status`, 'utf8'))
  return Number(pages?.[1]) * 1024
}

test('an endless flood of displays makes its cell wait, leaves others their turn, and is stopped by an interrupt', async () => {
  const start = performance.now()
  const id = kernel.sendExecute(
    `for (let i = 0; ; i++) display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'x'.repeat(200) + i }) })`,
  )
  await kernel.message(({ type, parentId }) => type === 'display_data' && parentId === id)
  await new Promise((resolve) => setTimeout(resolve, 1000))
  expect((await kernel.request('comm_info_request')).content.status).toBe('ok')
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  expect((await kernel.finished(id)).content.ename).toBe('Interrupted')
  // What was on its way between the processes, 1500 at once, and 300 a second.
  const most = 2200 + (300 * (performance.now() - start)) / 1000
  expect(kernel.outputs(id).length).toBeLessThan(most)
  expect((await kernel.execute('1')).content.status).toBe('ok')
})

test('a background that shows more than can be sent does not keep its cell from ending', async () => {
  const code = `const flood = setInterval(() => { for (let i = 0; i < 40; i++) display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': String(i) }) }) }, 10)
    await new Promise((r) => setTimeout(r, 700))`
  const reply = await kernel.execute(code, {}, { metadata: { cellId: 'flood' } })
  expect(reply.content.status).toBe('ok')
  await kernel.execute('clearInterval(flood)')
})
