import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KernelUnderTest, isStatus } from './kernel-under-test.ts'

// The behaviours that the public kernel-testbed suite asks of every kernel (github.com/runtimed/kernel-testbed), in its
// four tiers, written afresh for TypeScript.

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch()
})
afterAll(() => kernel[Symbol.asyncDispose]())

describe('tier 1: the basic protocol', () => {
  test('heartbeat_responds: a ping comes back as it was', async () => {
    expect(await kernel.beat()).toBe('ping')
  })

  test('iopub_welcome: the first message to a subscriber', () => {
    expect(kernel.received.find(({ channel }) => channel === 'iopub')).toMatchObject({
      type: 'iopub_welcome',
      content: { subscription: '' },
    })
  })

  test('kernel_info_reply_valid: the required fields', async () => {
    const { type, content } = await kernel.request('kernel_info_request')
    expect(type).toBe('kernel_info_reply')
    expect(content).toMatchObject({
      status: 'ok',
      protocol_version: expect.stringMatching(/^5\.\d+$/),
      implementation: expect.any(String),
      implementation_version: expect.any(String),
      banner: expect.any(String),
    })
  })

  test('kernel_info_has_language_info', async () => {
    const { content } = await kernel.request('kernel_info_request')
    expect(content.language_info).toMatchObject({
      name: 'typescript',
      version: expect.any(String),
      mimetype: expect.any(String),
      file_extension: '.ts',
    })
  })

  test('kernel_info on control as on shell', async () => {
    const onShell = await kernel.request('kernel_info_request')
    const onControl = await kernel.request('kernel_info_request', {}, { channel: 'control' })
    expect(onControl.content).toEqual(onShell.content)
  })

  test('execute_stdout: a stream message named stdout', async () => {
    const id = kernel.sendExecute("console.log('hello')")
    await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([{ type: 'stream', content: { name: 'stdout', text: 'hello\n' } }])
  })

  test('execute_stderr: a stream message named stderr', async () => {
    const id = kernel.sendExecute("console.error('oh no')")
    await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([{ type: 'stream', content: { name: 'stderr', text: 'oh no\n' } }])
  })

  test('execute_reply_ok: status, count, payload and user expressions', async () => {
    const reply = await kernel.execute('const quiet = 1')
    expect(reply.type).toBe('execute_reply')
    expect(reply.content).toEqual({
      status: 'ok',
      execution_count: expect.any(Number),
      payload: [],
      user_expressions: {},
    })
  })

  test('status_busy_idle_lifecycle: busy first, idle last', async () => {
    const id = kernel.sendExecute('console.log(1)')
    await kernel.finished(id)
    const said = kernel.about(id)
    expect(isStatus(said[0], 'busy')).toBe(true)
    expect(isStatus(said.at(-1)!, 'idle')).toBe(true)
    expect(said.filter(({ type }) => type === 'status')).toHaveLength(2)
  })

  test('execute_input_broadcast: the code and its count', async () => {
    const id = kernel.sendExecute('1 + 1')
    const reply = await kernel.finished(id)
    expect(kernel.about(id)[1]).toMatchObject({
      type: 'execute_input',
      content: { code: '1 + 1', execution_count: reply.content.execution_count },
    })
  })
})

describe('tier 2: what interactive work needs', () => {
  test('complete_request: matches and what they replace', async () => {
    const { content } = await kernel.request('complete_request', { code: 'console.lo', cursor_pos: 10 })
    expect(content).toMatchObject({ status: 'ok', cursor_start: 8, cursor_end: 10 })
    expect(content.matches).toContain('log')
  })

  test('inspect_request: found, with plain text', async () => {
    const { content } = await kernel.request('inspect_request', { code: 'Math.sqrt', cursor_pos: 9, detail_level: 0 })
    expect(content).toMatchObject({
      status: 'ok',
      found: true,
      data: { 'text/plain': expect.stringContaining('sqrt') },
    })
  })

  test('is_complete_complete', async () => {
    expect((await kernel.request('is_complete_request', { code: 'const x = 1' })).content.status).toBe('complete')
  })

  test('is_complete_incomplete: with the indent of the next line', async () => {
    const { content } = await kernel.request('is_complete_request', { code: 'function f() {' })
    expect(content).toEqual({ status: 'incomplete', indent: expect.any(String) })
  })

  test('history_request: what was executed', async () => {
    const reply = await kernel.execute('"remember me"')
    const { content } = await kernel.request('history_request', { hist_access_type: 'tail', n: 1, output: true })
    expect(content).toMatchObject({
      status: 'ok',
      history: [[expect.any(Number), reply.content.execution_count, ['"remember me"', "'remember me'"]]],
    })
  })

  test('comm_info_request: an object of the open comms', async () => {
    expect((await kernel.request('comm_info_request')).content).toMatchObject({ status: 'ok', comms: {} })
  })

  test('error_handling: name, value and traceback in the reply and as one output', async () => {
    const id = kernel.sendExecute("throw new RangeError('too far')")
    const { content } = await kernel.finished(id)
    const error = { ename: 'RangeError', evalue: 'too far', traceback: expect.any(Array) }
    expect(content).toMatchObject({ status: 'error', ...error })
    expect(kernel.outputs(id)).toMatchObject([{ type: 'error', content: error }])
  })
})

describe('tier 3: rich output', () => {
  const rich = "{ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>x</b>', 'text/plain': 'x' }) }"

  test('display_data: the MIME bundle', async () => {
    const id = kernel.sendExecute(`await display(${rich})`)
    await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([
      { type: 'display_data', content: { data: { 'text/html': '<b>x</b>', 'text/plain': 'x' }, metadata: {} } },
    ])
  })

  test('update_display_data: under the same display id', async () => {
    const id = kernel.sendExecute(
      "await display('one', { displayId: 'd1' }); await display('two', { displayId: 'd1', update: true })",
    )
    await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([
      { type: 'display_data', content: { transient: { display_id: 'd1' } } },
      { type: 'update_display_data', content: { transient: { display_id: 'd1' } } },
    ])
  })

  test('execute_result: the value and its count', async () => {
    const id = kernel.sendExecute('6 * 7')
    const reply = await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([
      {
        type: 'execute_result',
        content: { data: { 'text/plain': '42' }, metadata: {}, execution_count: reply.content.execution_count },
      },
    ])
  })

  test('rich_execute_result: the value in its richest form', async () => {
    const id = kernel.sendExecute(`(${rich})`)
    await kernel.finished(id)
    expect(kernel.outputs(id)).toMatchObject([
      { type: 'execute_result', content: { data: { 'text/html': '<b>x</b>' } } },
    ])
  })
})

describe('tier 4: what kernels get wrong', () => {
  test('stdin_input_request: a synchronous question and its answer', async () => {
    const id = kernel.sendExecute("prompt('name? ')", { allow_stdin: true })
    const question = await kernel.message(({ channel, parentId }) => channel === 'stdin' && parentId === id)
    expect(question).toMatchObject({ type: 'input_request', content: { prompt: 'name? ', password: false } })
    kernel.send('input_reply', { value: 'Ada' }, { channel: 'stdin' })
    await kernel.finished(id)
    expect(kernel.outputs(id)[0].content.data).toEqual({ 'text/plain': "'Ada'" })
  })

  test('comms_lifecycle: open, message and close are taken, and an unknown target is closed', async () => {
    const ids = [
      kernel.send('comm_open', { comm_id: 'c1', target_name: 'nobody', data: {} }),
      kernel.send('comm_msg', { comm_id: 'c1', data: {} }),
      kernel.send('comm_close', { comm_id: 'c1', data: {} }),
    ]
    for (const id of ids) await kernel.message((message) => isStatus(message, 'idle') && message.parentId === id)
    expect(kernel.about(ids[0]).map(({ type }) => type)).toContain('comm_close')
    expect((await kernel.request('comm_info_request')).content).toMatchObject({ comms: {} })
  })

  test('interrupt_request: stops the cell and is answered', async () => {
    const id = kernel.sendExecute('console.log("on"); while (true) {}')
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
    const reply = await kernel.request('interrupt_request', {}, { channel: 'control' })
    expect(reply).toMatchObject({ type: 'interrupt_reply', content: { status: 'ok' } })
    expect((await kernel.finished(id)).content.status).toBe('error')
  })

  test('execution_count_increments: by one per stored cell', async () => {
    const counts: unknown[] = []
    for (const code of ['1', '2', '3']) counts.push((await kernel.execute(code)).content.execution_count)
    expect(counts).toEqual([counts[0], Number(counts[0]) + 1, Number(counts[0]) + 2])
  })

  test('parent_header_correlation: every message names its request', async () => {
    const ids = [kernel.sendExecute('console.log("first")'), kernel.sendExecute('console.log("second")')]
    for (const id of ids) {
      const reply = await kernel.finished(id)
      expect(reply.parentHeader).toMatchObject({ msg_id: id, msg_type: 'execute_request' })
    }
    expect(ids.map((id) => kernel.streamText(id))).toEqual(['first\n', 'second\n'])
  })

  test('shutdown_reply: answered with restart as it was asked, then the process ends', async () => {
    const reply = await kernel.request('shutdown_request', { restart: false }, { channel: 'control' })
    expect(reply).toMatchObject({ type: 'shutdown_reply', content: { status: 'ok', restart: false } })
    expect(await kernel.exit()).toBe(0)
  })
})
