import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StreamBatcher, type StreamChunk } from '../../../src/notebook/output/stream-batcher.ts'

let emitted: StreamChunk[]
let batcher: StreamBatcher
beforeEach(() => {
  vi.useFakeTimers()
  emitted = []
  batcher = new StreamBatcher((chunk) => emitted.push(chunk))
})
afterEach(() => vi.useRealTimers())

const out = (text: string, parent = 'p'): StreamChunk => ({ parent, name: 'stdout', text })
const err = (text: string): StreamChunk => ({ parent: 'p', name: 'stderr', text })

test('the first chunk goes out at once, what follows after 50 ms in one message', () => {
  batcher.push(out('a'))
  batcher.push(out('b'))
  batcher.push(out('c'))
  expect(emitted).toEqual([out('a')])
  vi.advanceTimersByTime(50)
  expect(emitted).toEqual([out('a'), out('bc')])
})

test('after a quiet interval the next chunk goes out at once again, and no timer is left', () => {
  batcher.push(out('a'))
  vi.advanceTimersByTime(100)
  expect(vi.getTimerCount()).toBe(0)
  batcher.push(out('b'))
  expect(emitted).toEqual([out('a'), out('b')])
})

test('32 kB go out without waiting', () => {
  batcher.push(out('a'))
  batcher.push(out('x'.repeat(32 * 1024)))
  expect(emitted).toHaveLength(2)
})

test('a progress bar drawn several times in one chunk is sent as its last drawing, at once and later', () => {
  batcher.push(out('\r1 of 9\r2 of 9'))
  batcher.push(out('\r3 of 9\r4 of 9'))
  vi.advanceTimersByTime(50)
  expect(emitted).toEqual([out('\r2 of 9'), out('\r4 of 9')])
})

test('flush sends what waits for that parent and nothing of others', () => {
  for (const parent of ['p', 'q']) for (const text of ['1', '2']) batcher.push(out(text, parent))
  batcher.flush('p')
  expect(emitted).toEqual([out('1'), out('1', 'q'), out('2')])
})

test('the order of the streams is kept up to a bounded number of messages', () => {
  batcher.push(out('0'))
  for (let i = 0; i < 1000; i++) batcher.push(i % 2 === 0 ? err('e') : out('o'))
  batcher.flush('p')
  expect(emitted.length).toBeLessThanOrEqual(17)
  expect(emitted.slice(0, 4)).toEqual([out('0'), err('e'), out('o'), err('e')])
})

test('law: no text is lost or reordered within a stream', () => {
  const write = fc.record({ stdout: fc.boolean(), text: fc.string({ maxLength: 20_000 }), wait: fc.nat({ max: 80 }) })
  fc.assert(
    fc.property(fc.array(write), (writes) => {
      emitted = []
      for (const { stdout, text, wait } of writes) {
        batcher.push(stdout ? out(text) : err(text))
        vi.advanceTimersByTime(wait)
      }
      vi.advanceTimersByTime(200)
      for (const name of ['stdout', 'stderr'] as const) {
        const expected = writes.filter(({ stdout }) => stdout === (name === 'stdout')).map(({ text }) => text)
        const actual = emitted.filter((chunk) => chunk.name === name).map(({ text }) => text)
        expect(actual.join('')).toBe(expected.join(''))
      }
    }),
  )
})
