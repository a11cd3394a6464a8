import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Door } from '../door.ts'
import { isStatus, KernelUnderTest, type Message } from '../kernel/kernel-under-test.ts'

let kernel: KernelUnderTest

beforeEach(async () => {
  kernel = await KernelUnderTest.launch()
})

afterEach(() => kernel[Symbol.asyncDispose]())

const imports = `import { comm, input } from 'ansatz'\n`

interface WidgetData {
  readonly method: string
  readonly state: Record<string, unknown>
  readonly states: Record<string, { model_name: string; model_module_version: string; state: Record<string, unknown> }>
  readonly buffer_paths: readonly unknown[]
}

function dataOf(message: Message): WidgetData {
  return message.content.data as WidgetData
}

/** The id of the widget that a cell shows. */
async function shownWidget(code: string): Promise<string> {
  const id = kernel.sendExecute(imports + code)
  const reply = await kernel.finished(id)
  expect(reply.content).toMatchObject({ status: 'ok' })
  const shown = kernel.outputs(id).find(({ type }) => type === 'execute_result')
  const data = shown?.content.data as Record<string, { model_id: string }>
  return data['application/vnd.jupyter.widget-view+json'].model_id
}

/** Sends a comm message and waits until the kernel has dealt with it. */
async function say(commId: string, data: object, buffers: readonly Buffer[] = []): Promise<string> {
  const id = kernel.send('comm_msg', { comm_id: commId, data }, { buffers })
  await kernel.message((message) => isStatus(message, 'idle') && message.parentId === id)
  return id
}

/** Opens the control comm and asks for all states. */
async function requestStates(): Promise<Message> {
  const control = randomUUID()
  kernel.send('comm_open', { comm_id: control, target_name: 'jupyter.widget.control', data: {} })
  const id = await say(control, { method: 'request_states' })
  return kernel.message((message) => message.parentId === id && message.type === 'comm_msg')
}

const isUpdate = (message: Message): boolean => message.type === 'comm_msg' && dataOf(message).method === 'update'

describe('a widget', () => {
  it('is opened with version 2.1.0 before the cell shows it', async () => {
    const id = kernel.sendExecute(`${imports}input.slider({ value: 0.25, description: 'lr' })`)
    await kernel.finished(id)
    const [open, shown] = kernel.outputs(id)
    expect(open).toMatchObject({ type: 'comm_open', metadata: { version: '2.1.0' } })
    expect(open.content).toMatchObject({ target_name: 'jupyter.widget' })
    expect(dataOf(open).state).toMatchObject({ _model_name: 'FloatSliderModel', value: 0.25, min: 0, max: 1 })
    expect(shown.content.data).toEqual({
      'application/vnd.jupyter.widget-view+json': {
        version_major: 2,
        version_minor: 0,
        model_id: open.content.comm_id,
      },
      'text/plain': 'FloatSlider lr = 0.25',
    })
  })

  it('takes the value that a frontend sets, calls the listener, and prints below the cell that added it', async () => {
    const adding = kernel.sendExecute(`${imports}const s = input.logSlider({ min: 1e-5, max: 1e-1 })
s.onChange((value) => console.log('now', value)); s`)
    await kernel.finished(adding)
    await kernel.execute('const later = 1')
    const open = kernel.about(adding).find(({ type }) => type === 'comm_open')!
    expect(dataOf(open).state).toMatchObject({ min: -5, max: -1, value: 1e-5 })
    const id = await say(String(open.content.comm_id), { method: 'update', state: { value: 0.001 }, buffer_paths: [] })
    const [busy, echo, idle] = kernel.about(id)
    expect(isStatus(busy, 'busy') && isStatus(idle, 'idle')).toBe(true)
    expect(dataOf(echo)).toMatchObject({ method: 'echo_update', state: { value: 0.001 } })
    await kernel.message(() => kernel.streamText(adding) === 'now 0.001\n')
    // The frontend knows the value that it has sent: it is not told again.
    expect(kernel.received.filter(isUpdate)).toEqual([])
    const read = kernel.sendExecute('s.value')
    await kernel.finished(read)
    expect(kernel.outputs(read)[0].content.data).toEqual({ 'text/plain': '0.001' })
  })

  it('tells the frontend what a listener made of its value, before idle', async () => {
    const id = await shownWidget(
      `const s = input.slider(); s.onChange((v) => { s.value = Math.round(v * 10) / 10 }); s`,
    )
    const message = await say(id, { method: 'update', state: { value: 0.123 }, buffer_paths: [] })
    const idle = kernel.received.findIndex((m) => isStatus(m, 'idle') && m.parentId === message)
    const update = kernel.received.findIndex(isUpdate)
    expect(dataOf(kernel.received[update]).state).toEqual({ value: 0.1 })
    expect(update).toBeLessThan(idle)
  })

  it('reports an error of a listener below the cell that added it, and works on', async () => {
    const id = await shownWidget(`const b = input.button({ description: 'go' })
b.onClick(() => { throw new RangeError('planted') }); b.onClick(() => console.log('pressed')); b`)
    await say(id, { method: 'custom', content: { event: 'click' } })
    const cell = kernel.received.find(({ type }) => type === 'execute_input')!.parentId!
    await kernel.message(() => kernel.streamText(cell) === 'pressed\n')
    await kernel.message(() => kernel.streamText(cell, 'stderr').includes('planted'))
  })

  it('carries bytes both ways beside the JSON', async () => {
    const id =
      await shownWidget(`const w = input.anywidget({ esm: 'export default {}', state: { image: new Uint8Array([1, 2, 255]), n: 1 } })
w.onMessage(({ content, buffers }) => w.send({ got: content }, buffers)); w`)
    const open = kernel.received.find(({ type }) => type === 'comm_open')!
    expect(dataOf(open)).toMatchObject({ buffer_paths: [['image']], state: { n: 1, _model_module_version: '*' } })
    expect(open.buffers.map((buffer) => [...buffer])).toEqual([[1, 2, 255]])
    const bytes = Buffer.alloc(300_000, 7)
    await say(id, { method: 'update', state: {}, buffer_paths: [['image']] }, [bytes])
    const read = kernel.sendExecute(`w.get('image').length + ':' + w.get('image')[299_999]`)
    await kernel.finished(read)
    expect(kernel.outputs(read)[0].content.data).toEqual({ 'text/plain': "'300000:7'" })
    await say(id, { method: 'custom', content: 'ping' }, [bytes])
    const answer = await kernel.message(
      ({ type, content }) => type === 'comm_msg' && 'content' in (content.data as object),
    )
    expect(answer.content.data).toEqual({ method: 'custom', content: { got: 'ping' } })
    expect(answer.buffers[0].equals(bytes)).toBe(true)
  })

  it('sends a fast series of values thinned out, and the last one before the cell ends', async () => {
    const id = kernel.sendExecute(
      `${imports}const p = input.progress({ max: 5000 }); for (let i = 1; i <= 5000; i++) p.value = i`,
    )
    await kernel.finished(id)
    const updates = kernel.about(id).filter(isUpdate)
    expect(updates.length).toBeLessThan(100)
    expect(dataOf(updates.at(-1)!).state).toEqual({ value: 5000 })
  })
})

describe('while user code keeps the notebook busy', () => {
  it('the kernel answers request_states, request_state and comm_info with the newest states', async () => {
    const widget = await shownWidget(`const s = input.slider({ value: 0.5 })
const a = input.anywidget({ esm: 'x', state: { deep: { bytes: new Uint8Array([9]) } } }); s`)
    const loop = kernel.sendExecute(`s.value = 0.75; while (true) {}`)
    await kernel.message((message) => isUpdate(message) && dataOf(message).state.value === 0.75)
    const answer = await requestStates()
    const { states, buffer_paths, method } = dataOf(answer)
    expect(method).toBe('update_states')
    expect(states[widget]).toMatchObject({ model_name: 'FloatSliderModel', state: { value: 0.75 } })
    const other = Object.keys(states).find((id) => states[id].model_name === 'AnyModel')!
    expect(buffer_paths).toEqual([[other, 'state', 'deep', 'bytes']])
    expect([...answer.buffers[0]]).toEqual([9])

    // What a frontend sets meanwhile is kept for the next one that asks, and reaches the code when it is free.
    const setting = kernel.send('comm_msg', {
      comm_id: widget,
      data: { method: 'update', state: { value: 0.9 }, buffer_paths: [] },
    })
    await kernel.message((m) => m.parentId === setting && m.type === 'comm_msg')
    const asked = await say(widget, { method: 'request_state' })
    const state = kernel.about(asked).find(isUpdate)!
    expect(dataOf(state).state).toMatchObject({ value: 0.9, _view_name: 'FloatSliderView' })
    const info = await kernel.request('comm_info_request', { target_name: 'jupyter.widget' })
    expect(Object.keys(info.content.comms as object).toSorted()).toEqual([widget, other].toSorted())

    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await kernel.finished(loop)
    await kernel.message((message) => isStatus(message, 'idle') && message.parentId === setting)
    const read = kernel.sendExecute('s.value')
    await kernel.finished(read)
    expect(kernel.outputs(read)[0].content.data).toEqual({ 'text/plain': '0.9' })
  })

  it('a value from the frontend and one from the code that cross on the way end as the same on both sides', async () => {
    const widget = await shownWidget(`const s = input.slider({ value: 0.1 }); s`)
    const door = new Door(kernel.folder)
    const cell = kernel.sendExecute(`console.log('looping'); ${door.spin} s.value = 0.2`)
    await kernel.message(() => kernel.streamText(cell) === 'looping\n')
    const data = { method: 'update', state: { value: 0.3 }, buffer_paths: [] }
    const setting = kernel.send('comm_msg', { comm_id: widget, data })
    await kernel.message((message) => message.parentId === setting && message.type === 'comm_msg')
    door.open()
    await kernel.finished(cell)
    await kernel.message((message) => message.parentId === setting && isStatus(message, 'idle'))
    const updates = kernel.received.filter(isUpdate).map((message) => dataOf(message).state)
    expect(updates).toEqual([{ value: 0.2 }, { value: 0.3 }])
    const asked = await say(widget, { method: 'request_state' })
    expect(dataOf(kernel.about(asked).find(isUpdate)!).state).toMatchObject({ value: 0.3 })
    const read = kernel.sendExecute('s.value')
    await kernel.finished(read)
    expect(kernel.outputs(read)[0].content.data).toEqual({ 'text/plain': '0.3' })
  })

  it('a handler that never ends is stopped by an interrupt, and the notebook keeps its variables', async () => {
    const button = await shownWidget(
      `const kept = 7; const b = input.button(); b.onClick(() => { console.log('on'); while (true) {} }); b`,
    )
    const click = kernel.send('comm_msg', { comm_id: button, data: { method: 'custom', content: { event: 'click' } } })
    await kernel.message(({ type, content }) => type === 'stream' && content.text === 'on\n')
    await kernel.request('interrupt_request', {}, { channel: 'control' })
    await kernel.message((message) => isStatus(message, 'idle') && message.parentId === click)
    const read = kernel.sendExecute('kept')
    await kernel.finished(read)
    expect(kernel.outputs(read)[0].content.data).toEqual({ 'text/plain': '7' })
  })
})

describe('comms of one’s own', () => {
  it('are served by comm.register and comm.open, with buffers, until either side closes them', async () => {
    await kernel.execute(`${imports}comm.register('echo', (opened, { data }) => {
  opened.send({ hello: data.name })
  opened.onMessage(({ data, buffers }) => opened.send({ back: data.text }, { buffers }))
  opened.onClose(() => console.log('closed'))
})`)
    const id = randomUUID()
    const opening = kernel.send('comm_open', { comm_id: id, target_name: 'echo', data: { name: 'Ada' } })
    await kernel.message((message) => isStatus(message, 'idle') && message.parentId === opening)
    await say(id, { text: 'x' }, [Buffer.from('bytes')])
    const messages = kernel.received.filter(({ type }) => type === 'comm_msg')
    expect(messages.map(({ content }) => content.data)).toEqual([{ hello: 'Ada' }, { back: 'x' }])
    expect(messages[1].buffers.map(String)).toEqual(['bytes'])
    kernel.send('comm_close', { comm_id: id, data: {} })
    await kernel.message(({ type, content }) => type === 'stream' && content.text === 'closed\n')
    expect((await kernel.request('comm_info_request')).content).toEqual({ status: 'ok', comms: {} })
  })

  it('of a target that nobody knows are closed on iopub', async () => {
    const id = kernel.send('comm_open', { comm_id: 'c1', target_name: 'unknown', data: {} })
    const close = await kernel.message(({ type }) => type === 'comm_close')
    expect(close).toMatchObject({ channel: 'iopub', parentId: id, content: { comm_id: 'c1' } })
  })

  it('are closed when the executor dies', async () => {
    const widget = await shownWidget('input.slider()')
    await kernel.execute('process.exit(3)')
    const close = await kernel.message(({ type }) => type === 'comm_close')
    expect(close.content.comm_id).toBe(widget)
    expect((await kernel.request('comm_info_request')).content).toEqual({ status: 'ok', comms: {} })
    expect((await requestStates()).content.data).toEqual({ method: 'update_states', states: {}, buffer_paths: [] })
  })
})
