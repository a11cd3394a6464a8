import { expect, test } from 'vitest'
import { History } from '../../../src/notebook/history/history.ts'

const plain = { output: false }

function history(...inputs: readonly string[]): History {
  const filled = new History('own')
  for (const [index, input] of inputs.entries()) filled.main.add(index + 1, input)
  return filled
}

test.each([
  ['*', ['a1', 'b1', 'a[2]']],
  ['a*', ['a1', 'a[2]']],
  ['?1', ['a1', 'b1']],
  ['[bc]1', ['b1']],
  ['[^b]1', ['a1']],
  ['a[[]2]', ['a[2]']],
  ['1', []],
  ['.*', []],
])('history.search(%s) matches as SQLite GLOB does', (pattern, expected) => {
  const found = history('a1', 'b1', 'a[2]').search({ pattern, n: null, unique: false }, plain)
  expect(found.map(([, , input]) => input)).toEqual(expected)
})

test('history.search: the last n, and with unique the last of equal lines', () => {
  const filled = history('x', 'y', 'x', 'x')
  const search = (n: number | null, unique: boolean): number[] =>
    filled.search({ pattern: '*', n, unique }, plain).map(([, line]) => line)
  expect(search(3, false)).toEqual([2, 3, 4])
  expect(search(null, true)).toEqual([2, 4])
})

test('history.range: lines from start up to stop of the current session only', () => {
  const filled = history('a', 'b', 'c')
  expect(filled.range({ session: 0, start: 2, stop: 3 }, plain)).toEqual([[1, 2, 'b']])
  expect(filled.range({ session: 1, start: 2, stop: null }, plain)).toHaveLength(2)
  expect(filled.range({ session: -1, start: 1, stop: null }, plain)).toEqual([])
})

test('history.tail with output pairs each input with its result', () => {
  const filled = history('a', 'b')
  filled.main.noteResult(2, '42')
  expect(filled.tail(5, { output: true })).toEqual([
    [1, 1, ['a', null]],
    [1, 2, ['b', '42']],
  ])
  expect(filled.tail(0, plain)).toEqual([])
})
