import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDuration, formatNumber } from '../../src/base/number-format.ts'

test.each([
  [0, '0'],
  [-0, '0'],
  [1, '1'],
  [0.5, '0.5'],
  [2.34567, '2.346'],
  [-2.5, '-2.5'],
  [12345.6, '12350'],
  [99999, '100000'],
  [100000, '1e5'],
  [0.001, '0.001'],
  [0.00012345, '1.234e-4'],
  [0.0001, '1e-4'],
  [1.5e20, '1.5e20'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
])('formatNumber(%d) is %s', (value, text) => {
  expect(formatNumber(value)).toBe(text)
})

test('formatNumber reads back to within half a unit of the fourth digit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
      fc.pre(Math.abs(value) > 1e-300)
      const error = Math.abs(Number(formatNumber(value)) - value)
      expect(error).toBeLessThanOrEqual(Math.abs(value) * 5.001e-4)
    }),
  )
})

test.each([
  [0, '0.0 s'],
  [0.0004, '<1 ms'],
  [0.0312, '31 ms'],
  [0.0996, '0.1 s'],
  [0.44, '0.4 s'],
  [12.4, '12 s'],
  [59.4, '59 s'],
  [59.6, '1 min 00 s'],
  [185, '3 min 05 s'],
  [7800, '2 h 10 min'],
  [360_000, '100 h 00 min'],
  [Number.POSITIVE_INFINITY, '–'],
  [Number.NaN, '–'],
])('formatDuration(%d) is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
