import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { OutputGate } from '../../../src/notebook/output/output-gate.ts'
import type { KeptOutput } from '../../../src/notebook/output/output-memory.ts'

interface Sent {
  readonly id: string
  readonly at: number
  readonly text: string
}

let sent: Sent[]
let full: boolean[]
let gate: OutputGate
beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  sent = []
  full = []
  gate = new OutputGate({
    clock: { now: () => Date.now() },
    send: ({ id }, output) => {
      sent.push({ id, at: Date.now(), text: describeOutput(output) })
      return 1
    },
    full: (isFull) => full.push(isFull),
  })
})
afterEach(() => vi.useRealTimers())

function describeOutput({ type, content }: KeptOutput): string {
  return `${type === 'update_display_data' ? 'update ' : ''}${(content.text ?? content.data ?? 'clear') as string}`
}

const reader = (id: string) => ({ id, parent: id, session: 's' })
const push = (output: KeptOutput, id = 'a') => gate.push({ reader: reader(id), output })
const stream = (text: string): KeptOutput => ({ type: 'stream', content: { name: 'stdout', text } })
const display = (data: string, id?: string): KeptOutput => ({
  type: 'display_data',
  content: { data, transient: id === undefined ? {} : { display_id: id } },
})
const update = (data: string, id: string): KeptOutput => ({ ...display(data, id), type: 'update_display_data' })
const clear = (wait: boolean): KeptOutput => ({ type: 'clear_output', content: { wait } })
const texts = (): string[] => sent.map(({ text }) => text)

/** Takes all that passes at once, so that what comes next waits. */
function exhaust(): void {
  for (let count = 0; count < 1500; count++) push(display('early'), 'other')
  sent.length = 0
}

test('1500 outputs pass at once, the others 300 a second, and none is lost', () => {
  for (let count = 0; count < 2100; count++) push(display(String(count)))
  expect(sent).toHaveLength(1500)
  vi.advanceTimersByTime(1000)
  expect(sent.length).toBeGreaterThan(1790)
  expect(sent.length).toBeLessThanOrEqual(1800)
  vi.advanceTimersByTime(1100)
  expect(texts()).toEqual(Array.from({ length: 2100 }, (_, count) => String(count)))
  expect(vi.getTimerCount()).toBe(0)
})

test('whatever comes when, no three seconds see as many messages as the Jupyter server would drop', () => {
  const flood = fc.array(fc.tuple(fc.nat(400), fc.nat(2000)), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(flood, (bursts) => {
      gate.flushAll()
      vi.advanceTimersByTime(60_000)
      sent.length = 0
      for (const [count, after] of bursts) {
        for (let i = 0; i < count; i++) push(display(String(i)), String(i % 3))
        vi.advanceTimersByTime(after)
      }
      vi.advanceTimersByTime(60_000)
      expect(sent).toHaveLength(bursts.reduce((sum, [count]) => sum + count, 0))
      for (let from = 0; from + 2500 < sent.length; from++) {
        expect(sent[from + 2500].at - sent[from].at).toBeGreaterThan(3000)
      }
    }),
    { numRuns: 40 },
  )
})

test('while they wait, updates of a display become one, with the newest value', () => {
  exhaust()
  push(display('shown', 'bar'))
  for (const value of ['1', '2', '3']) push(update(value, 'bar'))
  push(update('x', 'elsewhere'))
  push(update('y', 'elsewhere'))
  vi.advanceTimersByTime(1000)
  expect(texts()).toEqual(['3', 'update y'])
})

test('while it waits, text of one stream becomes one message', () => {
  exhaust()
  for (const text of ['a', 'b', 'c']) push(stream(text))
  push(display('d'))
  push(stream('e'))
  vi.advanceTimersByTime(1000)
  expect(texts()).toEqual(['abc', 'd', 'e'])
})

test('of an animation by clear_output(wait) the newest frame waits, and what is updated elsewhere', () => {
  exhaust()
  push(display('before'))
  for (const frame of ['1', '2', '3']) {
    push(clear(true))
    push(update(frame, 'elsewhere'))
    push(display(frame))
  }
  vi.advanceTimersByTime(1000)
  expect(texts()).toEqual(expect.arrayContaining(['update 3', 'clear', '3']))
  expect(texts()).not.toContain('before')
  expect(texts().at(-1)).toBe('3')
  expect(texts().filter((text) => !text.startsWith('update'))).toEqual(['clear', '3'])
})

test('clear_output(wait) with nothing behind it takes nothing away', () => {
  exhaust()
  push(display('stays'))
  push(clear(true))
  vi.advanceTimersByTime(1000)
  expect(texts()).toEqual(['stays', 'clear'])
})

test('a flood does not hold up what another request shows', () => {
  exhaust()
  for (let count = 0; count < 1000; count++) push(display(String(count)), 'flood')
  push(display('mine'), 'quiet')
  vi.advanceTimersByTime(50)
  expect(texts()).toContain('mine')
})

test('drained resolves when the last output is on its way, and flush sends all at once', async () => {
  expect(gate.drained('a')).toBeNull()
  exhaust()
  push(display('1'))
  push(display('2'))
  const drained = gate.drained('a')
  gate.flush('a')
  await drained
  expect(texts()).toEqual(['1', '2'])
  expect(gate.drained('a')).toBeNull()
})

test('drained does not wait for what comes after it', async () => {
  exhaust()
  push(display('1'))
  const drained = gate.drained('a')!
  const later = setInterval(() => push(display('later')), 1)
  await Promise.all([drained, vi.advanceTimersByTimeAsync(100)])
  clearInterval(later)
  expect(texts()[0]).toBe('1')
})

test('full tells once that 300 wait, and once that half of them are gone', () => {
  exhaust()
  for (let count = 0; count < 350; count++) push(display(String(count)))
  expect(full).toEqual([true])
  vi.advanceTimersByTime(5000)
  expect(full).toEqual([true, false])
})
