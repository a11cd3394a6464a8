import { afterAll, beforeAll, expect, test } from 'vitest'
import { Door } from '../door.ts'
import { despiteStalls } from '../session/executor.ts'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch({ tiny: true })
})
afterAll(() => kernel[Symbol.asyncDispose]())

test('execute_request: busy, execute_input, outputs, reply, idle, each with the request as its parent', async () => {
  const id = kernel.sendExecute('console.log("a"); display({ "text/plain": "d" }); return 6')
  const reply = await kernel.finished(id)
  expect(reply.type).toBe('execute_reply')
  expect(reply.content).toMatchObject({ status: 'ok', payload: [], user_expressions: {} })
  expect(reply.metadata.started).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  const said = kernel.about(id)
  expect(said.map(({ type }) => type)).toEqual([
    'status',
    'execute_input',
    'stream',
    'display_data',
    'execute_result',
    'status',
  ])
  expect(isStatus(said[0], 'busy')).toBe(true)
  expect(isStatus(said[5], 'idle')).toBe(true)
  expect(said[3].content.transient).toEqual({})
  const count = reply.content.execution_count
  expect([said[1].content.execution_count, said[4].content.execution_count]).toEqual([count, count])
})

test('parent_header is the header of the request to the letter', async () => {
  const reply = await kernel.execute('')
  expect(reply.parentHeader).toMatchObject({ msg_type: 'execute_request', username: 'test', version: '5.3' })
})

test('store_history: only a stored request moves the execution count on', async () => {
  const first = (await kernel.execute('return 1')).content.execution_count as number
  const unstored = await kernel.execute('return 2', { store_history: false })
  const second = await kernel.execute('return 3')
  expect([unstored.content.execution_count, second.content.execution_count]).toEqual([first + 1, first + 1])
})

test('silent: nothing but the status is published and the count stays', async () => {
  const before = (await kernel.execute('')).content.execution_count as number
  const id = kernel.sendExecute('console.log("x"); display({ "text/plain": "d" }); return 1', { silent: true })
  await kernel.finished(id)
  expect(kernel.about(id).map(({ type }) => type)).toEqual(['status', 'status'])
  const failing = kernel.sendExecute('throw new Error("quiet")', { silent: true })
  expect((await kernel.finished(failing)).content.status).toBe('error')
  expect(kernel.about(failing).map(({ type }) => type)).toEqual(['status', 'status'])
  expect((await kernel.execute('')).content.execution_count).toBe(before + 1)
})

test('an error is one output and the reply, with name, value and traceback', async () => {
  const id = kernel.sendExecute('console.log("before"); throw new TypeError("bad")')
  const reply = await kernel.finished(id)
  expect(reply.content).toMatchObject({ status: 'error', ename: 'TypeError', evalue: 'bad' })
  expect(kernel.outputs(id).map(({ type }) => type)).toEqual(['stream', 'error'])
  expect(kernel.outputs(id)[1].content).toMatchObject({ ename: 'TypeError', evalue: 'bad' })
})

// Five milliseconds after it, which a machine that stands still may take between the two.
test(
  'stop_on_error: what was sent before the error is aborted also where it arrives just after it',
  despiteStalls,
  async () => {
    for (let round = 0; round < 10; round++) {
      kernel.sendExecute('throw new Error("no")')
      // A turn later: about when the error is known.
      await new Promise((resolve) => setImmediate(resolve))
      const late = kernel.sendExecute('1')
      expect((await kernel.finished(late)).content).toEqual({ status: 'aborted' })
      expect((await kernel.execute('2')).content['status']).toBe('ok')
    }
  },
)

test('stop_on_error: the cells that wait are aborted, those sent later run', async () => {
  const door = new Door(kernel.folder)
  const failing = kernel.sendExecute(`${door.rest} throw new Error("stop")`)
  const behind = [kernel.sendExecute('return 1'), kernel.sendExecute('return 2', { stop_on_error: false })]
  // Answered at once, behind what was sent before it.
  await kernel.request('kernel_info_request')
  door.open()
  expect((await kernel.finished(failing)).content.status).toBe('error')
  for (const id of behind) {
    expect((await kernel.finished(id)).content).toEqual({ status: 'aborted' })
    expect(kernel.about(id).map(({ type }) => type)).toEqual(['status', 'status'])
  }
  expect((await kernel.execute('return 3')).content.status).toBe('ok')
})

test('stop_on_error false: the cells that wait run', async () => {
  const failing = kernel.sendExecute('throw new Error("go on")', { stop_on_error: false })
  const behind = kernel.sendExecute('return 1')
  await kernel.finished(failing)
  expect((await kernel.finished(behind)).content.status).toBe('ok')
})

test('cells that wait become busy only when their turn comes', async () => {
  const first = kernel.sendExecute('await new Promise(r => setTimeout(r, 100))')
  const second = kernel.sendExecute('')
  await kernel.finished(second)
  const place = (id: string, state: string): number =>
    kernel.received.findIndex((message) => message.parentId === id && isStatus(message, state))
  expect(place(second, 'busy')).toBeGreaterThan(place(first, 'idle'))
})

test('user_expressions are evaluated after the cell', async () => {
  const reply = await kernel.execute('', { user_expressions: { sum: '1 + 1' } })
  expect(reply.content.user_expressions).toEqual({ sum: { status: 'ok', data: { 'text/plain': '2' }, metadata: {} } })
})

test('a content that cannot be used is answered with an error that names the field', async () => {
  const reply = await kernel.request('execute_request', { code: 1 })
  expect(reply.content).toMatchObject({ status: 'error', ename: 'BadRequest' })
  expect(reply.content.evalue).toContain('code')
})

test('input_request goes to the client that runs the cell and the answer comes back', async () => {
  const id = kernel.sendExecute('return await input("name? ")', { allow_stdin: true })
  const question = await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
  expect(question).toMatchObject({ type: 'input_request', content: { prompt: 'name? ', password: false } })
  kernel.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
  await kernel.finished(id)
  expect(kernel.outputs(id)[0].content.data).toEqual({ 'text/plain': "'Ada'" })
})

test('input_reply without an open question is dropped', async () => {
  kernel.send('input_reply', { value: 'stale' }, { channel: 'stdin' })
  const id = kernel.sendExecute('return await input("? ")', { allow_stdin: true })
  await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
  kernel.send('input_reply', { value: 'fresh' }, { channel: 'stdin' })
  await kernel.finished(id)
  expect(kernel.outputs(id)[0].content.data).toEqual({ 'text/plain': "'fresh'" })
})

test('history_request: tail, range and search know what was stored', async () => {
  const codes = ['return 41', 'return 42', 'return 41']
  const counts: number[] = []
  for (const code of codes) counts.push((await kernel.execute(code)).content.execution_count as number)
  const ask = async (content: object): Promise<unknown> =>
    (await kernel.request('history_request', content)).content.history
  expect(await ask({ hist_access_type: 'tail', n: 3 })).toEqual(codes.map((code, index) => [1, counts[index], code]))
  expect(await ask({ hist_access_type: 'tail', n: 1, output: true })).toEqual([[1, counts[2], ['return 41', '41']]])
  expect(await ask({ hist_access_type: 'range', session: 0, start: counts[0], stop: counts[1] })).toHaveLength(1)
  expect(await ask({ hist_access_type: 'search', pattern: 'return 4?', unique: true, n: 10 })).toHaveLength(2)
})
