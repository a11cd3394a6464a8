import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { codePointOffset, utf16Offset } from '../../../src/notebook/protocol/code-points.ts'

test('an emoji is one code point and two UTF-16 units', () => {
  const text = 'a😀b'
  expect([0, 1, 2, 3].map((offset) => utf16Offset(text, offset))).toEqual([0, 1, 3, 4])
  expect([0, 1, 3, 4].map((offset) => codePointOffset(text, offset))).toEqual([0, 1, 2, 3])
})

test('offsets behind the end stay inside the text', () => {
  expect(utf16Offset('é😀', 99)).toBe(3)
  expect(codePointOffset('é😀', 99)).toBe(2)
})

test('law: the conversions are inverse at every code point', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const points = Array.from(text)
      for (let at = 0; at <= points.length; at++) {
        const offset = utf16Offset(text, at)
        expect(offset).toBe(points.slice(0, at).join('').length)
        expect(codePointOffset(text, offset)).toBe(at)
      }
    }),
  )
})
