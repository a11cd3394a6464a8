import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantile } from '../../../src/math/stats/quantile.ts'

test.each([
  [[3, 1, 2], 0.5, 2],
  [[4, 1, 3, 2], 0.5, 2.5],
  [[4, 1, 3, 2], 0.25, 1.75],
  [[4, 1, 3, 2], 0, 1],
  [[4, 1, 3, 2], 1, 4],
  [[5, NaN, 1], 0.5, 3],
  [[Infinity, 1, Infinity], 0.75, Infinity],
  [[-Infinity, 3, 1], 0.25, -Infinity],
  [[NaN], 0.5, NaN],
  [[], 0.5, NaN],
])('quantile(%j, %d) is %d', (sample, q, expected) => {
  expect(quantile(sample, q)).toBe(expected)
})

test('quantile lies between the extremes, rises with q, and turns over with the sample', () => {
  const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
  const level = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(sample, level, level, (values, p, q) => {
      const [low, high] = [quantile(values, Math.min(p, q)), quantile(values, Math.max(p, q))]
      expect(low).toBeLessThanOrEqual(high + 1e-9)
      expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
      expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
      expect(quantile(values.map((value) => -value), 1 - q)).toBeCloseTo(-quantile(values, q), 4) // prettier-ignore
    }),
  )
})
