import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { UpdateCoalescer } from '../../../src/notebook/output/update-coalescer.ts'

let emitted: number[]
let coalescer: UpdateCoalescer<number>
beforeEach(() => {
  vi.useFakeTimers()
  emitted = []
  coalescer = new UpdateCoalescer((update) => emitted.push(update))
})
afterEach(() => vi.useRealTimers())

test('the first goes out at once, then the latest every 100 ms, and the last always', () => {
  for (let i = 0; i <= 250; i++) {
    coalescer.push('bar', i)
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1000)
  expect(emitted).toEqual([0, 99, 199, 250])
  expect(vi.getTimerCount()).toBe(0)
})

test('keys do not hold each other up', () => {
  coalescer.push('a', 1)
  coalescer.push('b', 2)
  expect(emitted).toEqual([1, 2])
})

test('flush sends what waits and applies, once', () => {
  for (const key of ['a', 'b']) for (const value of [1, 2]) coalescer.push(key, value)
  coalescer.flush((key) => key === 'a')
  expect(emitted).toEqual([1, 1, 2])
  vi.advanceTimersByTime(1000)
  expect(emitted).toEqual([1, 1, 2, 2])
})
