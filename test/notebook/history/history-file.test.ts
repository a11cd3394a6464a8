import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HistoryFile, historyPath } from '../../../src/notebook/history/history-file.ts'
import { History } from '../../../src/notebook/history/history.ts'

let folder: string
let path: string
const problems: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansatz-history-'))
  path = join(folder, 'history.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const log = (line: string): void => void problems.push(line)
const everything = { pattern: '*', n: 100_000, unique: false }

function open(maxBytes?: number): HistoryFile {
  return new HistoryFile(path, { log, ...(maxBytes !== undefined && { maxBytes }) })
}

test('a line that was cut off, and one of another program, are passed over', async () => {
  const file = open()
  const writer = new History('a', file).main
  writer.add(1, 'one')
  await file.flushed()
  appendFileSync(path, 'nonsense\n["i","a"]\n{}\n["i","a",2,"tw')
  const reader = new History('b', open())
  await reader.refresh()
  expect(reader.search(everything, { output: false })).toEqual([[1, 1, 'one']])
})

test('above its size the oldest half is dropped and sessions keep their numbers', async () => {
  for (let session = 1; session <= 10; session++) {
    const file = open(2000)
    const { main } = new History(`s${session}`, file)
    for (let count = 1; count <= 10; count++) main.add(count, `const v${count} = ${session}`)
    await file.flushed()
    expect(statSync(path).size).toBeLessThan(2000 + 500)
  }
  const reader = new History('reader', open())
  await reader.refresh()
  const found = reader.search(everything, { output: false })
  expect(found.at(-1)).toEqual([10, 10, 'const v10 = 10'])
  for (const [session, , input] of found) expect(String(input).endsWith(`= ${session}`)).toBe(true)
  expect(found.length).toBeGreaterThan(20)
})

test('a kernel that is running notices that the file was put in order by another', async () => {
  const file = open()
  const running = new History('running', file)
  for (let count = 1; count <= 50; count++) running.main.add(count, `first ${count}`)
  await running.refresh()
  const other = open(500)
  new History('other', other).main.add(1, 'second')
  await other.flushed()
  await running.refresh()
  expect(running.search({ ...everything, pattern: 'second' }, { output: false })).toEqual([[2, 1, 'second']])
  expect(running.range({ session: 0, start: 1, stop: null }, { output: false })).toHaveLength(50)
  expect(readFileSync(path, 'utf8').length).toBeLessThan(500)
})

test('historyPath: off, a file of one choice, or the place for state of the system', () => {
  expect(historyPath({ ANSATZ_HISTORY: 'off' }, 'linux')).toBeNull()
  expect(historyPath({ ANSATZ_HISTORY: '/x/h' }, 'linux')).toBe('/x/h')
  expect(historyPath({ XDG_STATE_HOME: '/state' }, 'linux')).toBe(join('/state', 'ansatz', 'history.jsonl'))
  expect(historyPath({}, 'linux')).toMatch(/\.local.state.ansatz.history\.jsonl$/)
  expect(historyPath({}, 'darwin')).toMatch(/Library.Application Support.ansatz/)
  expect(historyPath({ LOCALAPPDATA: '/local' }, 'win32')).toMatch(/^.local.ansatz/)
})
