import { expect, test } from 'vitest'
import type { StreamChunk } from '../../../src/notebook/kernel/stream-batcher.ts'
import { StreamLimit } from '../../../src/notebook/kernel/stream-limit.ts'

const out = (text: string, parent = 'p'): StreamChunk => ({ parent, name: 'stdout', text })
const textOf = (chunks: readonly StreamChunk[]): string => chunks.map(({ text }) => text).join('')

test('up to the limit everything is shown and nothing is added at the end', () => {
  const limit = new StreamLimit(10)
  expect(limit.admit(out('12345'))).toEqual([out('12345')])
  expect(limit.admit(out('67890'))).toEqual([out('67890')])
  expect(limit.finish('p')).toEqual([])
})

test('beyond the limit: the head, one notice, and at the end how much is missing and the tail', () => {
  const limit = new StreamLimit(10)
  const [head, notice] = limit.admit(out('x'.repeat(30_010)))
  expect(head).toEqual(out('x'.repeat(10)))
  expect(notice.text).toContain('only the end is shown')
  expect(limit.admit(out('the end'))).toEqual([])
  const end = limit.finish('p')
  expect(textOf(end)).toContain('10007 characters are left out')
  expect(textOf(end).endsWith(`${'x'.repeat(19_993)}the end`)).toBe(true)
})

test('each request has its own limit, and a new one after its end', () => {
  const limit = new StreamLimit(1)
  limit.admit(out('ab'))
  expect(limit.admit(out('c', 'q'))).toEqual([out('c', 'q')])
  limit.finish('p')
  expect(limit.admit(out('d'))).toEqual([out('d')])
})
