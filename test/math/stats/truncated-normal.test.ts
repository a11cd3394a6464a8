import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logGaussMass } from '../../../src/math/stats/log-gauss-mass.ts'
import { truncatedNormalQuantile } from '../../../src/math/stats/truncated-normal.ts'

test('truncatedNormalQuantile is Optuna’s to 1e-13', () => {
  const file = new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url)
  const golden = JSON.parse(readFileSync(file, 'utf8')) as {
    trunc_ppf: { a: number; b: number; q: number[]; v: number[] }[]
  }
  for (const { a, b, q, v } of golden.trunc_ppf) {
    q.forEach((share, i) => expect(Math.abs(truncatedNormalQuantile(share, a, b) - v[i])).toBeLessThan(1e-13))
  }
})

const interval = fc.tuple(fc.double({ min: -40, max: 40, noNaN: true }), fc.double({ min: 1e-3, max: 20, noNaN: true }))
const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })

test('truncatedNormalQuantile(q, a, b) leaves the share q of the mass to its left, to 1e-9', () => {
  fc.assert(
    fc.property(interval, share, ([a, width], q) => {
      const b = a + width
      const x = truncatedNormalQuantile(q, a, b)
      expect(x).toBeGreaterThanOrEqual(a)
      expect(x).toBeLessThanOrEqual(b)
      expect(Math.exp(logGaussMass(a, x) - logGaussMass(a, b))).toBeCloseTo(q, 9)
    }),
  )
})

test('truncatedNormalQuantile rises with q and ends at a and b', () => {
  fc.assert(
    fc.property(interval, share, share, ([a, width], p, q) => {
      const at = (level: number) => truncatedNormalQuantile(level, a, a + width)
      expect(at(Math.min(p, q))).toBeLessThanOrEqual(at(Math.max(p, q)) + 1e-12)
      expect([at(0), at(1)]).toEqual([a, a + width])
    }),
  )
})
