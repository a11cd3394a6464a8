import { existsSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { StreamChunk } from '../../../src/notebook/output/stream-batcher.ts'
import { StreamLimit } from '../../../src/notebook/output/stream-limit.ts'

const out = (text: string, parent = 'p'): StreamChunk => ({ parent, name: 'stdout', text })
const textOf = (chunks: readonly StreamChunk[]): string => chunks.map(({ text }) => text).join('')
const fileIn = (text: string): string => /All of it is in (.*)\./.exec(text)![1]

test('up to the limit everything is shown and nothing is added at the end', () => {
  const limit = new StreamLimit({ limit: 10 })
  expect(limit.admit(out('12345'))).toEqual([out('12345')])
  expect(limit.admit(out('67890'))).toEqual([out('67890')])
  expect(limit.finish('p')).toEqual([])
})

test('beyond the limit: the head, one notice with a file, and at the end how much is missing and the tail', () => {
  const limit = new StreamLimit({ limit: 10 })
  const [head, notice] = limit.admit(out('x'.repeat(30_010)))
  expect(head).toEqual(out('x'.repeat(10)))
  expect(notice.text).toContain('only its end is shown')
  expect(limit.admit(out('the end'))).toEqual([])
  const end = limit.finish('p')
  expect(textOf(end)).toContain('10007 characters are left out')
  expect(textOf(end).endsWith(`${'x'.repeat(19_993)}the end`)).toBe(true)
  const file = fileIn(notice.text)
  expect(readFileSync(file, 'utf8')).toBe(`${'x'.repeat(30_010)}the end`)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('each request has its own limit, and a new one after its end', () => {
  const limit = new StreamLimit({ limit: 1 })
  limit.admit(out('ab'))
  expect(limit.admit(out('c', 'q'))).toEqual([out('c', 'q')])
  limit.finish('p')
  expect(limit.admit(out('d'))).toEqual([out('d')])
})

test('a progress bar counts as long as it looks, however often it is drawn', () => {
  const limit = new StreamLimit({ limit: 25 })
  for (let i = 0; i < 100; i++) expect(limit.admit(out(`\r${i} of 100`))).toHaveLength(1)
  expect(limit.admit(out('\ndone, all of it'))).toHaveLength(1)
  expect(limit.finish('p')).toEqual([])
})

test('more text in three seconds than the Jupyter server lets through is left out, and more is shown later', () => {
  let now = 0
  const limit = new StreamLimit({ limit: 10_000_000, clock: { now: () => now } })
  const half = 'x'.repeat(1_050_000)
  expect(limit.admit(out(half, 'a'))).toEqual([out(half, 'a')])
  expect(limit.admit(out(half, 'b'))).toEqual([out(half, 'b')])
  expect(limit.admit(out('more', 'c'))[0].text).toContain('This output is long')
  expect(textOf(limit.finish('c'))).toBe('more')
  now = 3000
  expect(limit.admit(out('x'.repeat(600_000), 'd'))).toHaveLength(1)
  limit.close()
})

test('the files of the newest eight outputs are kept', () => {
  const limit = new StreamLimit({ limit: 1 })
  const files = Array.from({ length: 10 }, (_, i) => {
    const [, notice] = limit.admit(out('long', `p${i}`))
    limit.finish(`p${i}`)
    return fileIn(notice.text)
  })
  expect(files.map((file) => existsSync(file))).toEqual(files.map((_, i) => i >= 2))
})
