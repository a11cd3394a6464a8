import { expect, test } from 'vitest'
import { Dealer, Subscriber } from 'zeromq'
import { Door } from '../door.ts'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

test('kernel_info_request on shell and control: the fields that frontends read', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  for (const channel of ['shell', 'control'] as const) {
    const { content } = await kernel.request('kernel_info_request', {}, { channel })
    expect(content).toMatchObject({
      status: 'ok',
      protocol_version: '5.5',
      implementation: 'ansatz',
      language_info: {
        name: 'typescript',
        mimetype: 'application/typescript',
        file_extension: '.ts',
        codemirror_mode: 'typescript',
      },
    })
  }
})

test('while a cell spins: heartbeat, kernel_info and comm_info are answered, and busy is said again', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const door = new Door(kernel.folder)
  const id = kernel.sendExecute(`console.log('on'); ${door.spin}`)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  expect(await kernel.beat()).toBe('ping')
  await kernel.request('kernel_info_request')
  await kernel.request('comm_info_request')
  expect(kernel.about(id).some((message) => isStatus(message, 'idle'))).toBe(false)
  door.open()
  await kernel.finished(id)
  const states = kernel.received.filter(({ type }) => type === 'status')
  expect(states.at(-1)).toMatchObject({ parentId: id, content: { execution_state: 'idle' } })
  expect(kernel.about(id).filter((message) => isStatus(message, 'busy'))).toHaveLength(3)
})

test('an unknown request gets busy and idle and no reply', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.send('no_such_request')
  await kernel.message((message) => isStatus(message, 'idle') && message.parentId === id)
  expect(kernel.about(id).map(({ content }) => content.execution_state)).toEqual(['busy', 'idle'])
  expect(kernel.received.some(({ channel, parentId }) => channel === 'shell' && parentId === id)).toBe(false)
})

test('a language worker that cannot start: empty answers, not errors, and completeness all the same', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const complete = await kernel.request('complete_request', { code: 'é😀x', cursor_pos: 3 })
  expect(complete.content).toMatchObject({ status: 'ok', matches: [], cursor_start: 3, cursor_end: 3 })
  expect((await kernel.request('inspect_request', { code: 'x', cursor_pos: 1 })).content).toMatchObject({
    found: false,
  })
  expect((await kernel.request('is_complete_request', { code: 'x' })).content).toEqual({ status: 'complete' })
  expect((await kernel.request('is_complete_request', { code: 'f(' })).content).toMatchObject({ status: 'incomplete' })
  expect((await kernel.request('is_complete_request', { code: 'Math.cbrt?' })).content).toEqual({ status: 'complete' })
})

test('comm_open of an unknown target is closed on iopub', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const id = kernel.send('comm_open', { comm_id: 'c1', target_name: 'nobody', data: {} })
  const closed = await kernel.message(({ type, parentId }) => type === 'comm_close' && parentId === id)
  expect(closed).toMatchObject({ channel: 'iopub', content: { comm_id: 'c1', data: {} } })
  expect((await kernel.request('comm_info_request')).content).toEqual({ status: 'ok', comms: {} })
})

test('every subscriber gets its own iopub_welcome', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const welcomes = (): number => kernel.received.filter(({ type }) => type === 'iopub_welcome').length
  const before = welcomes()
  const { iopub_port: port } = (await kernel.request('connect_request')).content
  const second = new Subscriber({ linger: 0 })
  second.connect(`tcp://127.0.0.1:${String(port)}`)
  second.subscribe('')
  const frames = await second.receive()
  second.close()
  expect(frames[1].toString()).toBe('<IDS|MSG>')
  expect(JSON.parse(frames[3].toString()).msg_type).toBe('iopub_welcome')
  expect(JSON.parse(frames[6].toString())).toEqual({ subscription: '' })
  await expect.poll(welcomes).toBe(before + 1)
})

test('starting is said once, behind the welcome and before everything else; a second client does not hear it again', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  await kernel.reload()
  await kernel.request('kernel_info_request')
  const iopub = kernel.received.filter(({ channel }) => channel === 'iopub')
  expect(iopub.slice(0, 2).map(({ type, content }) => [type, content.execution_state])).toEqual([
    ['iopub_welcome', undefined],
    ['status', 'starting'],
  ])
  expect(iopub.filter((message) => isStatus(message, 'starting'))).toHaveLength(1)
})

test('a question goes to the client whose cell asks, and to no other one', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const other = new Dealer({ linger: 0, routingId: 'another client', receiveTimeout: 300 })
  other.connect(kernel.address('stdin'))
  const id = kernel.sendExecute('return await input("name? ")', { allow_stdin: true })
  await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
  await expect(other.receive()).rejects.toThrow()
  kernel.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
  await kernel.finished(id)
  other.close()
})

test('the ipc transport works', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true, transport: 'ipc' })
  expect((await kernel.execute('return 1')).content.status).toBe('ok')
  expect(await kernel.beat()).toBe('ping')
})

test('a message with a wrong signature, and one sent twice, is ignored', async () => {
  await using kernel = await KernelUnderTest.launch({ tiny: true })
  const forged = kernel.frames({ type: 'kernel_info_request', id: 'forged' })
  forged[1] = Buffer.from('0'.repeat(64))
  await kernel.sendFrames('shell', forged)
  const frames = kernel.frames({ type: 'kernel_info_request', id: 'twice' })
  await kernel.sendFrames('shell', frames)
  await kernel.sendFrames('shell', frames)
  await kernel.request('kernel_info_request')
  const replies = (id: string) =>
    kernel.received.filter(({ channel, parentId }) => channel === 'shell' && parentId === id)
  expect(replies('forged')).toHaveLength(0)
  expect(replies('twice')).toHaveLength(1)
})
