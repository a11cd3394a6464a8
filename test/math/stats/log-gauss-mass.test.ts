import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logGaussMass } from '../../../src/math/stats/log-gauss-mass.ts'

// [a, b, log(Φ(b) − Φ(a))] with 500 digits (mpmath), rounded to double.
const reference: readonly (readonly [number, number, number])[] = [
  [-5, 5, -5.733033080966979e-7],
  [0, 1, -1.0748623268620714],
  [-1, 0.001, -1.0736942723636866],
  [-1e-8, 1e-8, -18.646472096597094],
  [3, 3.0000001, -21.537034335799568],
  [-12, -11.9, -74.56440080472306],
  [-0.3, 0.3, -1.4446744152580375],
  [1, 1.29, -2.8112476431962126],
  [1, 1.31, -2.7558128492016984],
  [-9, 0, -Math.LN2],
  [8, 30, -35.01343715991455],
  [37, 38, -689.0305855768906],
  [20, 20.01, -205.62245844705953],
]

test.each(reference)('logGaussMass(%d, %d) is exact to 1e-12', (a, b, exact) => {
  // The inputs 3.0000001 and 20.01 are themselves rounded: their distance from a has 9 and 14 digits.
  expect(Math.abs(logGaussMass(a, b) - exact)).toBeLessThan(b - a < 1e-6 && a > 1 ? 1e-9 : 1e-12)
})

test('logGaussMass is Optuna’s to 1e-13 of its value, or 1e-16', () => {
  const file = new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url)
  const golden = JSON.parse(readFileSync(file, 'utf8')) as { log_gauss_mass: Record<'a' | 'b' | 'v', number[]> }
  const { a, b, v } = golden.log_gauss_mass
  v.forEach((theirs, i) => {
    expect(Math.abs(logGaussMass(a[i], b[i]) - theirs)).toBeLessThan(Math.max(1e-16, 1e-13 * Math.abs(theirs)))
  })
})

const edge = fc.double({ min: -12, max: 12, noNaN: true })

test('logGaussMass is symmetric, and the masses of two neighbouring intervals add up', () => {
  fc.assert(
    fc.property(edge, edge, edge, (...edges) => {
      const [a, b, c] = edges.toSorted((x, y) => x - y)
      expect(logGaussMass(-c, -a)).toBeCloseTo(logGaussMass(a, c), 11)
      const whole = logGaussMass(a, c)
      const parts = Math.exp(logGaussMass(a, b) - whole) + Math.exp(logGaussMass(b, c) - whole)
      if (c > a) expect(parts).toBeCloseTo(1, 9)
    }),
  )
})

test('logGaussMass of an empty interval is −∞, of the whole line 0, of NaN NaN', () => {
  expect(logGaussMass(1, 1)).toBe(-Infinity)
  expect(logGaussMass(-Infinity, Infinity)).toBe(0)
  expect(logGaussMass(-Infinity, 0)).toBeCloseTo(-Math.LN2, 15)
  expect(logGaussMass(NaN, 1)).toBeNaN()
})
