import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { KernelUnderTest, isStatus, type Message } from './kernel-under-test.ts'

// Whatever a frontend may ask while a cell keeps its process busy in a synchronous loop.

let kernel: KernelUnderTest
let spinning: string
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
  await kernel.execute('const wavelength = 5e-7')
  // Loads TypeScript, so that the tests measure whether they are answered and not how long that takes.
  await kernel.request('complete_request', { code: 'Math.', cursor_pos: 5 })
})
afterAll(() => kernel[Symbol.asyncDispose]())

beforeEach(async () => {
  if (spinning !== undefined && !hasEnded()) return
  spinning = kernel.sendExecute('console.log("on"); while (true) {}')
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === spinning)
})

function hasEnded(): boolean {
  return kernel.about(spinning).some((message) => isStatus(message, 'idle'))
}

async function ask(type: string, content: object = {}, channel: 'shell' | 'control' = 'shell'): Promise<Message> {
  const reply = await kernel.request(type, content, { channel })
  expect(hasEnded()).toBe(false)
  return reply
}

test('heartbeat', async () => {
  expect(await kernel.beat()).toBe('ping')
  expect(hasEnded()).toBe(false)
})

test.each(['shell', 'control'] as const)('kernel_info_request on %s', async (channel) => {
  expect((await ask('kernel_info_request', {}, channel)).content.status).toBe('ok')
})

test('complete_request knows the types of the notebook', async () => {
  expect((await ask('complete_request', { code: 'wavel', cursor_pos: 5 })).content.matches).toEqual(['wavelength'])
})

test('inspect_request', async () => {
  const { content } = await ask('inspect_request', { code: 'wavelength', cursor_pos: 4, detail_level: 0 })
  expect(content).toMatchObject({ status: 'ok', found: true })
})

test('is_complete_request', async () => {
  expect((await ask('is_complete_request', { code: 'f(' })).content.status).toBe('incomplete')
})

test('comm_info_request and connect_request', async () => {
  expect((await ask('comm_info_request')).content).toMatchObject({ status: 'ok', comms: {} })
  expect((await ask('connect_request')).content).toMatchObject({ status: 'ok' })
})

test('history_request knows the cell that runs', async () => {
  const { content } = await ask('history_request', { hist_access_type: 'tail', n: 1 })
  expect(content.history).toEqual([[1, 2, 'console.log("on"); while (true) {}']])
})

test('create, list and delete a subshell', async () => {
  const { content } = await ask('create_subshell_request', {}, 'control')
  expect((await ask('list_subshell_request', {}, 'control')).content.subshell_id).toEqual([content.subshell_id])
  const deleted = await ask('delete_subshell_request', { subshell_id: content.subshell_id }, 'control')
  expect(deleted.content).toEqual({ status: 'ok' })
})

test('usage_request', async () => {
  expect((await ask('usage_request', {}, 'control')).content.status).toBe('ok')
})

test('after each of these the kernel still looks busy', async () => {
  await ask('kernel_info_request')
  const last = (): unknown => kernel.received.findLast(({ type }) => type === 'status')
  await expect.poll(last).toMatchObject({ parentId: spinning, content: { execution_state: 'busy' } })
})

test('interrupt_request stops the loop and the variables stay', async () => {
  await kernel.request('interrupt_request', {}, { channel: 'control' })
  expect((await kernel.finished(spinning)).content.status).toBe('error')
  const after = kernel.sendExecute('wavelength')
  await kernel.finished(after)
  expect(kernel.outputs(after)[0].content.data).toEqual({ 'text/plain': '5e-7' })
})

test('shutdown_request ends the kernel', async () => {
  const reply = await kernel.request('shutdown_request', { restart: false }, { channel: 'control' })
  expect(reply.content).toEqual({ status: 'ok', restart: false })
  expect(await kernel.exit()).toBe(0)
})
