import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../door.ts'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

// The three processes together: protocol, executor and language worker as they are shipped.

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

async function valueOf(code: string): Promise<unknown> {
  const id = kernel.sendExecute(code)
  await kernel.finished(id)
  return kernel.outputs(id).find(({ type }) => type === 'execute_result')?.content.data
}

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

test('20,000 lines: none is lost', async () => {
  const id = kernel.sendExecute('for (let i = 0; i < 20000; i++) console.log("line", i)')
  await kernel.finished(id)
  expect(kernel.streamText(id).trimEnd().split('\n')).toHaveLength(20_000)
})

test('what child processes write is shown in the running cell, before its end', async () => {
  const id = kernel.sendExecute(`import { execSync } from 'node:child_process'
    execSync('echo out; echo err >&2', { stdio: 'inherit' })`)
  await kernel.finished(id)
  expect([kernel.streamText(id), kernel.streamText(id, 'stderr')]).toEqual(['out\n', 'err\n'])
  expect(isStatus(kernel.about(id).at(-1)!, 'idle')).toBe(true)
})

test('output of a timer after its cell has ended goes to that cell', async () => {
  const early = kernel.sendExecute('setTimeout(() => console.log("late"), 150); 0')
  const later = kernel.sendExecute('await new Promise(r => setTimeout(r, 400))')
  await kernel.finished(later)
  await kernel.message(() => kernel.streamText(early) === 'late\n')
  expect(kernel.streamText(later)).toBe('')
})

test.each([
  ['a synchronous loop', 'console.log("on"); while (true) {}'],
  ['a loop after an await', 'console.log("on"); await null; while (true) {}'],
  ['a promise that never settles', 'console.log("on"); await new Promise(() => {})'],
])('interrupt_request stops %s and the variables stay', async (_, code) => {
  await kernel.execute('var kept = 7')
  const id = kernel.sendExecute(code)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  const reply = await kernel.finished(id)
  expect(reply.content.status).toBe('error')
  expect(reply.content.evalue).not.toContain('lost')
  expect(await valueOf('kept')).toEqual({ 'text/plain': '7' })
})

test('complete_request counts code points, and knows the variables of the cells that ran', async () => {
  await kernel.execute('const wavelength = 1')
  const code = "const s = '😀'; wavel"
  const { content } = await kernel.request('complete_request', { code, cursor_pos: Array.from(code).length })
  expect(content).toMatchObject({ status: 'ok', matches: ['wavelength'], cursor_start: 15, cursor_end: 20 })
})

test('complete_request is answered while a cell spins', async () => {
  const door = new Door(kernel.folder)
  const id = kernel.sendExecute(`console.log("on"); ${door.spin}`)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  const { content } = await kernel.request('complete_request', { code: 'Math.cbr', cursor_pos: 8 })
  expect(content.matches).toEqual(['cbrt'])
  expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
  door.open()
  await kernel.finished(id)
})

test('prompt asks the client that runs the cell and blocks until it answers', async () => {
  const id = kernel.sendExecute('const name = prompt("name? "); name', { allow_stdin: true })
  const question = await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
  expect(question.content).toEqual({ prompt: 'name? ', password: false })
  kernel.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
  await kernel.finished(id)
  expect(kernel.outputs(id).at(-1)?.content.data).toEqual({ 'text/plain': "'Ada'" })
})

test.each([
  { name: 'the end of input', value: '\u0004', code: 'prompt("name? ")', result: 'null' },
  { name: 'an empty answer', value: '', code: 'prompt("name? ")', result: "''" },
  { name: 'yes', value: 'y', code: 'confirm("sure?")', result: 'true' },
  { name: 'no', value: 'n', code: 'confirm("sure?")', result: 'false' },
  { name: 'the end of input to a confirmation', value: '\u0004', code: 'confirm("sure?")', result: 'false' },
])('a question that is answered with $name', async ({ value, code, result }) => {
  const id = kernel.sendExecute(code, { allow_stdin: true })
  await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
  kernel.send('input_reply', { value }, { channel: 'stdin' })
  await kernel.finished(id)
  expect(kernel.outputs(id).at(-1)?.content.data).toEqual({ 'text/plain': result })
})

test('process.exit(3): one clear error, and the next cell runs in a fresh executor', async () => {
  const id = kernel.sendExecute('process.exit(3)')
  const reply = await kernel.finished(id)
  expect(reply.content.evalue).toMatch(/process\.exit\(3\).*variables of this notebook are lost/s)
  expect(kernel.outputs(id).map(({ type }) => type)).toEqual(['error'])
  expect(await valueOf('typeof kept')).toEqual({ 'text/plain': "'undefined'" })
})
