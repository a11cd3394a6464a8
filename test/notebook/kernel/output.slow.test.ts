import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../door.ts'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch({ tiny: true })
})
afterAll(() => kernel[Symbol.asyncDispose]())

test('50 lines in each of 20 cells: all arrive in order and nothing comes after idle', async () => {
  const lines = Array.from({ length: 50 }, (_, line) => `${line}\n`).join('')
  for (let run = 0; run < 20; run++) {
    const id = kernel.sendExecute('for (let i = 0; i < 50; i++) console.log(i)')
    await kernel.finished(id)
    expect(kernel.streamText(id)).toBe(lines)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isStatus(kernel.about(id).at(-1)!, 'idle')).toBe(true)
  }
})

test('20,000 lines: none is lost, in few messages', async () => {
  const id = kernel.sendExecute('for (let i = 0; i < 20000; i++) console.log("line", i)')
  await kernel.finished(id)
  const lines = kernel.streamText(id).trimEnd().split('\n')
  expect(lines).toHaveLength(20_000)
  expect(lines[19_999]).toBe('line 19999')
  expect(kernel.outputs(id).length).toBeLessThan(200)
})

test('standard output and error keep their order', async () => {
  const id = kernel.sendExecute('for (const x of [1, 2, 3]) { console.log(x); console.error(x) }')
  await kernel.finished(id)
  const texts = kernel.outputs(id).map(({ content }) => `${String(content.name)}${String(content.text).trim()}`)
  expect(texts).toEqual(['stdout1', 'stderr1', 'stdout2', 'stderr2', 'stdout3', 'stderr3'])
})

test('what child processes write is shown in the running cell, before its end', async () => {
  const code = `const { execSync } = await import('node:child_process')
    execSync('echo out; echo err >&2; printf last', { stdio: 'inherit' })`
  const id = kernel.sendExecute(code)
  await kernel.finished(id)
  expect(kernel.streamText(id)).toBe('out\nlast')
  expect(kernel.streamText(id, 'stderr')).toBe('err\n')
  expect(isStatus(kernel.about(id).at(-1)!, 'idle')).toBe(true)
})

test('output of a timer after its cell has ended goes to that cell, not to the one that runs', async () => {
  const early = kernel.sendExecute('setTimeout(() => console.log("late"), 150)')
  const later = kernel.sendExecute('await new Promise(r => setTimeout(r, 400))')
  await kernel.finished(later)
  await kernel.message(() => kernel.streamText(early) === 'late\n')
  expect(kernel.streamText(later)).toBe('')
})

test('update_display_data: a flood is thinned out and the last value arrives before idle', async () => {
  const code = `display({ 'text/plain': 'start' }, 'bar')
    for (let i = 0; i < 1000; i++) { display({ 'text/plain': String(i) }, 'bar', true); if (i % 100 === 0) await new Promise(r => setTimeout(r, 10)) }`
  const id = kernel.sendExecute(code)
  await kernel.finished(id)
  const shown = kernel.outputs(id)
  expect(shown[0]).toMatchObject({ type: 'display_data', content: { transient: { display_id: 'bar' } } })
  const updates = shown.slice(1)
  expect(updates.length).toBeLessThan(50)
  expect(updates.at(-1)).toMatchObject({
    type: 'update_display_data',
    content: { data: { 'text/plain': '999' }, transient: { display_id: 'bar' } },
  })
})

test('clear_output comes behind what was shown before it', async () => {
  const id = kernel.sendExecute('console.log(1); console.log(2); clear(true); console.log(3)')
  await kernel.finished(id)
  const types = kernel.outputs(id).map(({ type }) => type)
  expect(types.indexOf('clear_output')).toBe(types.length - 2)
  expect(kernel.streamText(id)).toBe('1\n2\n3\n')
})

test('output is live: the first line arrives while the cell runs', async () => {
  const door = new Door(kernel.folder)
  const id = kernel.sendExecute(`console.log("first"); ${door.rest}`)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
  door.open()
  await kernel.finished(id)
})

test('1800 displays: none is lost, more than 1500 at once wait, and idle comes behind the last', async () => {
  const id = kernel.sendExecute(`for (let i = 0; i < 1800; i++) display({ 'text/plain': String(i) })
    console.log('end')`)
  await kernel.finished(id)
  const shown = kernel.outputs(id).filter(({ type }) => type === 'display_data')
  expect(shown.map(({ content }) => (content.data as Record<string, string>)['text/plain'])).toEqual(
    Array.from({ length: 1800 }, (_, index) => String(index)),
  )
  expect(kernel.outputs(id).at(-1)).toMatchObject({ type: 'stream', content: { text: 'end\n' } })
  expect(isStatus(kernel.about(id).at(-1)!, 'idle')).toBe(true)
})
