import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { provideCommHost } from '../../../src/notebook/comms/comm-host.ts'
import { CommManager } from '../../../src/notebook/comms/comm-manager.ts'
import type { CommStep } from '../../../src/notebook/comms/comm-message.ts'
import { provideErrorReport } from '../../../src/notebook/comms/handler-errors.ts'
import { input } from '../../../src/notebook/comms/input.ts'
import { comm } from '../../../src/notebook/comms/user-comms.ts'

let sent: CommStep[] = []
let targets: string[] = []
let errors: unknown[] = []
let manager: CommManager

beforeEach(() => {
  sent = []
  targets = []
  errors = []
  manager = new CommManager({ send: (step) => sent.push(step), announce: (target) => targets.push(target) })
  provideCommHost(manager)
  provideErrorReport((error) => errors.push(error))
})
afterEach(() => provideCommHost(null))

const step = (commId: string, data: object, kind: CommStep['step'] = 'message'): CommStep => ({
  step: kind,
  commId,
  target: '',
  metadata: {},
  buffers: [],
  data: data as CommStep['data'],
})

const update = (commId: string, state: object): Promise<void> =>
  manager.receive(step(commId, { method: 'update', state, buffer_paths: [] }))

describe('a control in a notebook', () => {
  it('sends what changes and nothing that does not', () => {
    const slider = input.slider({ value: 0.5 })
    slider.value = 0.5
    slider.value = 0.6
    slider.set({ disabled: true })
    expect(sent.slice(1).map(({ data }) => data)).toEqual([
      { method: 'update', state: { value: 0.6 }, buffer_paths: [] },
      { method: 'update', state: { disabled: true }, buffer_paths: [] },
    ])
  })

  it('locks the keys that a frontend sends: only what a listener makes of them goes back', async () => {
    const text = input.text()
    text.onChange((value) => (text.value = value.trim()))
    await update(text.model.id, { value: 'a' })
    await update(text.model.id, { value: ' b ' })
    expect(sent.slice(1).map(({ data }) => data.state)).toEqual([{ value: 'b' }])
    expect(text.value).toBe('b')
  })

  it('sends bytes that were changed in place', () => {
    const bytes = new Uint8Array([1])
    const widget = input.anywidget({ esm: 'x', state: { bytes } })
    bytes[0] = 2
    widget.set({ bytes })
    expect(sent[1]).toMatchObject({ data: { state: {}, buffer_paths: [['bytes']] }, buffers: [new Uint8Array([2])] })
  })

  it('reports an error of one listener and calls the others', async () => {
    const button = input.button()
    let presses = 0
    button.onClick(() => {
      throw new Error('planted')
    })
    button.onClick(() => presses++)
    await manager.receive(step(button.model.id, { method: 'custom', content: { event: 'click' } }))
    await manager.receive(step(button.model.id, { method: 'custom', content: null }))
    expect([presses, errors]).toEqual([1, [new Error('planted')]])
  })

  it('ignores messages that are none of the protocol', async () => {
    const slider = input.slider({ value: 0.5 })
    for (const data of [{}, { method: 'update' }, { method: 'update', state: 7 }, { method: 'other' }]) {
      await manager.receive(step(slider.model.id, data))
    }
    await manager.receive(step('unknown', {}))
    expect([slider.value, errors, sent.length]).toEqual([0.5, [], 1])
  })

  it('stays a plain value after the frontend has closed it', async () => {
    const slider = input.slider()
    await manager.receive(step(slider.model.id, {}, 'close'))
    slider.value = 0.7
    expect([slider.value, sent.length]).toEqual([0.7, 1])
  })
})

describe('comm', () => {
  it('open and close tell the frontend; a closed comm refuses to send', () => {
    const opened = comm.open('mine', { a: 1 }, { buffers: [new Uint8Array([1])] })
    opened.close()
    opened.close()
    expect(sent.map((one) => [one.step, one.target])).toEqual([
      ['open', 'mine'],
      ['close', ''],
    ])
    expect(() => opened.send({})).toThrow(expect.objectContaining({ code: 'comms/closed' }))
  })

  it('register announces the target; a comm for a target without handler is closed', async () => {
    comm.register('mine', (opened) => opened.send({ hello: true }))
    expect(targets).toEqual(['mine'])
    await manager.receive({ ...step('c1', {}, 'open'), target: 'mine' })
    await manager.receive({ ...step('c2', {}, 'open'), target: 'other' })
    expect(sent.map((one) => [one.step, one.commId])).toEqual([
      ['message', 'c1'],
      ['close', 'c2'],
    ])
    expect(() => comm.register('', () => {})).toThrow(expect.objectContaining({ code: 'comms/bad-target' }))
  })

  it('open outside a notebook says so', () => {
    provideCommHost(null)
    expect(() => comm.open('mine')).toThrow(expect.objectContaining({ code: 'comms/no-frontend' }))
  })
})
