import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { collapseProgress } from '../../../src/notebook/output/collapse-progress.ts'

/** What a terminal shows after `text`, line by line; `before` stands on its line already. */
function screen(text: string, before: string): string[] {
  const lines = [before.split('')]
  let column = before.length
  for (const letter of text) {
    if (letter === '\r') column = 0
    else if (letter === '\n') {
      lines.push([])
      column = 0
    } else lines.at(-1)![column++] = letter
  }
  return lines.map((line) => line.join(''))
}

test('collapseProgress(text) looks the same on a terminal', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r', '\n'), maxLength: 60 })
  fc.assert(
    fc.property(letters, fc.constantFrom('', 'before'), (text, before) => {
      expect(screen(collapseProgress(text), before)).toEqual(screen(text, before))
    }),
  )
})

test('collapseProgress keeps the last of many drawings, with its colours', () => {
  const bar = (i: number): string => `\r\u001B[32m${'#'.repeat(i)}\u001B[39m ${i} %`
  const text = Array.from({ length: 100 }, (_, i) => bar(i + 1)).join('')
  expect(collapseProgress(text)).toBe(bar(100))
  expect(collapseProgress('10 %\n1\r2\r3')).toBe('10 %\n3')
  expect(collapseProgress('a\r\nb\r\n')).toBe('a\r\nb\r\n')
})
