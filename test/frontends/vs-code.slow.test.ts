import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../notebook/door.ts'
import { isStatus, KernelUnderTest, type Message } from '../notebook/kernel/kernel-under-test.ts'

// A client that behaves like VS Code's Jupyter extension: no server, the id of a cell is the URI of its document, an
// error does not stop the cells behind it, and it interrupts kernels that are not Python's only by a message.

const notebook = 'vscode-notebook-cell:/home/ada/a%20b.ipynb#'
let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

function run(cell: string, code: string): string {
  const content = {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: true,
    stop_on_error: false,
  }
  return kernel.send('execute_request', content, { metadata: { cellId: `${notebook}${cell}` } })
}

async function value(cell: string, code: string): Promise<unknown> {
  const id = run(cell, code)
  await kernel.finished(id)
  return kernel.outputs(id).find(({ type }) => type === 'execute_result')?.content['data']
}

test('the kernel specification says that it is interrupted by a message, and kernel_info the language of the editor', async () => {
  const spec = JSON.parse(readFileSync(new URL('../../kernelspec/kernel.json', import.meta.url), 'utf8')) as object
  expect(spec).toMatchObject({ interrupt_mode: 'message', language: 'typescript' })
  const { content } = await kernel.request('kernel_info_request')
  expect(content).toMatchObject({ status: 'ok', language_info: { name: 'typescript', file_extension: '.ts' } })
})

test('run all with an error in the middle: the cells behind it run', async () => {
  const ids = [run('W0', 'const a = 1'), run('W1', 'throw new Error("middle")'), run('W2', 'a + 1')]
  const replies: Message[] = []
  for (const id of ids) replies.push(await kernel.finished(id))
  expect(replies.map(({ content }) => content['status'])).toEqual(['ok', 'error', 'ok'])
  expect(kernel.outputs(ids[2]).at(-1)?.content['data']).toEqual({ 'text/plain': '2' })
})

test('a cell with a URI for its id runs again: its own names are replaced, closures of other cells see it', async () => {
  await value('W3', 'let step = 1')
  await value('W4', 'const read = () => step')
  await value('W3', 'let step = 2')
  expect(await value('W5', 'read()')).toEqual({ 'text/plain': '2' })
})

test('interrupt_request on control stops the cell, and the next one runs', async () => {
  const id = run('W6', 'console.log("on"); await null; for (;;) {}')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  expect((await kernel.finished(id)).content).toMatchObject({ status: 'error', ename: 'Interrupted' })
  expect(await value('W7', '1 + 1')).toEqual({ 'text/plain': '2' })
})

test('code that the extension runs behind the scenes (silent) shows nothing and is not counted', async () => {
  const before = (await kernel.execute('0')).content['execution_count'] as number
  const id = kernel.sendExecute('console.log("hidden"); 5', { silent: true, store_history: false })
  await kernel.finished(id)
  expect(kernel.about(id).map(({ type }) => type)).toEqual(['status', 'status'])
  expect((await kernel.execute('0')).content['execution_count']).toBe(before + 1)
})

test('output of work that goes on, and updates of it, carry the request of their own cell', async () => {
  const early = run(
    'W8',
    `await display('first', { displayId: 'v' })
     setTimeout(() => { console.log('late'); void display('second', { displayId: 'v', update: true }) }, 100)`,
  )
  const later = run('W9', 'await new Promise((resolve) => setTimeout(resolve, 300))')
  await kernel.finished(later)
  await kernel.message(() => kernel.streamText(early) === 'late\n')
  await kernel.message(({ type, parentId }) => type === 'update_display_data' && parentId === early)
  expect(kernel.outputs(later)).toEqual([])
})

test('a completion is asked for while a cell runs, and answered before it ends', async () => {
  await value('Wa', 'const wavelength = 1')
  await kernel.request('complete_request', { code: 'wavel', cursor_pos: 5 })
  const door = new Door(kernel.folder)
  const id = run('Wb', `console.log("on"); ${door.spin}`)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  const { content } = await kernel.request('complete_request', { code: 'wavel', cursor_pos: 5 })
  expect(content['matches']).toEqual(['wavelength'])
  expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
  door.open()
  await kernel.finished(id)
})

test('restart is shutdown_request with restart: the reply repeats it and the process ends', async () => {
  const reply = await kernel.message(
    (
      (id) => (message: Message) =>
        message.type === 'shutdown_reply' && message.parentId === id && message.channel === 'control'
    )(kernel.send('shutdown_request', { restart: true }, { channel: 'control' })),
  )
  expect(reply.content).toMatchObject({ status: 'ok', restart: true })
  expect(await kernel.exit()).toBe(0)
})
