import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../door.ts'
import { KernelUnderTest } from './kernel-under-test.ts'

// JEP 91, on the three processes as they are shipped.

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

const control = { channel: 'control' } as const

async function create(): Promise<string> {
  const { content } = await kernel.request('create_subshell_request', {}, control)
  expect(content).toEqual({ status: 'ok', subshell_id: expect.any(String) })
  return String(content.subshell_id)
}

test('kernel_info_request announces subshells', async () => {
  const { content } = await kernel.request('kernel_info_request')
  expect(content.supported_features).toContain('kernel subshells')
})

test('create, list and delete: the list names the subshells and not the main shell', async () => {
  const [first, second] = [await create(), await create()]
  const list = async (): Promise<unknown> =>
    (await kernel.request('list_subshell_request', {}, control)).content.subshell_id
  expect(await list()).toEqual([first, second])
  for (const id of [first, second]) {
    const { content } = await kernel.request('delete_subshell_request', { subshell_id: id }, control)
    expect(content).toEqual({ status: 'ok' })
  }
  expect(await list()).toEqual([])
  const again = await kernel.request('delete_subshell_request', { subshell_id: first }, control)
  expect(again.content).toMatchObject({ status: 'error', ename: 'UnknownSubshell' })
})

test('a cell of a subshell runs while one of the main shell awaits, with the same variables and its own count', async () => {
  await kernel.execute('var shared = 1')
  const subshell = await create()
  const main = kernel.sendExecute('await new Promise((resolve) => { globalThis.release = resolve }); shared')
  const inside = await kernel.execute('shared = 2; console.log("inside"); release()', {}, { subshell })
  expect(inside.content).toMatchObject({ status: 'ok', execution_count: 1 })
  expect(kernel.streamText(inside.parentId!)).toBe('inside\n')
  expect((await kernel.finished(main)).content.status).toBe('ok')
  expect(kernel.outputs(main).at(-1)?.content.data).toEqual({ 'text/plain': '2' })
})

test('cells of one subshell run one after another, and an error aborts only its own queue', async () => {
  const subshell = await create()
  const door = new Door(kernel.folder)
  const main = kernel.sendExecute(`${door.rest} "main"`)
  const failing = kernel.sendExecute(`${door.rest} throw new Error("stop")`, {}, { subshell })
  const behind = kernel.sendExecute('1', {}, { subshell })
  const next = kernel.sendExecute('"next"')
  // Answered at once, behind what was sent before it.
  await kernel.request('kernel_info_request')
  door.open()
  expect((await kernel.finished(failing)).content.status).toBe('error')
  expect((await kernel.finished(behind)).content.status).toBe('aborted')
  expect((await kernel.finished(main)).content.status).toBe('ok')
  expect((await kernel.finished(next)).content.status).toBe('ok')
})

test('while another shell runs a cell, the kernel looks busy after the end of one', async () => {
  const subshell = await create()
  const door = new Door(kernel.folder)
  const main = kernel.sendExecute(door.rest)
  const inside = kernel.sendExecute('1', {}, { subshell })
  await kernel.finished(inside)
  const states = (): unknown[] => kernel.received.filter(({ type }) => type === 'status').slice(-2)
  await expect
    .poll(states)
    .toMatchObject([{ content: { execution_state: 'idle' } }, { parentId: main, content: { execution_state: 'busy' } }])
  door.open()
  await kernel.finished(main)
})

test('interrupt_request stops the cells of all shells', async () => {
  const subshell = await create()
  const main = kernel.sendExecute('console.log("on"); await new Promise(() => {})')
  const inside = kernel.sendExecute('console.log("on"); await new Promise(() => {})', {}, { subshell })
  for (const id of [main, inside]) {
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  }
  await kernel.request('interrupt_request', {}, control)
  for (const id of [main, inside]) expect((await kernel.finished(id)).content.status).toBe('error')
})

test('an unknown subshell: an error for requests; comm messages are handled whatever the shell', async () => {
  const subshell = 'no-such-subshell'
  const reply = await kernel.execute('1', {}, { subshell })
  expect(reply.content).toMatchObject({ status: 'error', ename: 'UnknownSubshell' })
  expect(reply.content.evalue).toContain(subshell)
  const open = kernel.send('comm_open', { comm_id: 'c', target_name: 'nobody', data: {} }, { subshell })
  await kernel.message(({ type, parentId }) => type === 'comm_close' && parentId === open)
})

test('a crash ends the cells of all shells', async () => {
  const subshell = await create()
  const main = kernel.sendExecute('await new Promise(() => {})')
  const reply = await kernel.execute('process.exit(4)', {}, { subshell })
  expect(reply.content.evalue).toContain('process.exit(4)')
  expect((await kernel.finished(main)).content.evalue).toContain('process.exit(4)')
  expect((await kernel.execute('1', {}, { subshell })).content.status).toBe('ok')
})
