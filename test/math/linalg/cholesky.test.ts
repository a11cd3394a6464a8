import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { factorize, logDeterminant, solveLower, solveLowerTransposed } from '../../../src/math/linalg/cholesky.ts'
import { factorizeWithJitter } from '../../../src/math/linalg/jittered-cholesky.ts'
import { resized, square } from '../../../src/math/linalg/square.ts'
import {
  copyOf,
  distance,
  entries,
  product,
  randomPositiveDefinite,
  sizeAndSeed,
  transposed,
} from './random-matrices.ts'

describe('factorize(a)', () => {
  test('gives L with L Lᵀ = A', () => {
    fc.assert(
      fc.property(sizeAndSeed, ({ size, seed }) => {
        const a = randomPositiveDefinite(size, seed)
        const l = copyOf(a)
        expect(factorize(l)).toBe(true)
        const lower = entries(l, true)
        expect(distance(product(lower, transposed(lower)), entries(a))).toBeLessThan(1e-12 * size * size)
      }),
    )
  })

  test('appended rows are bit for bit those of a factorisation from scratch, in larger memory too', () => {
    fc.assert(
      fc.property(sizeAndSeed, fc.double({ min: 0, max: 1, noNaN: true }), ({ size, seed }, share) => {
        const a = randomPositiveDefinite(size, seed)
        const whole = copyOf(a)
        factorize(whole)
        const known = Math.floor(share * size)
        const part = square(known)
        for (let i = 0; i < known; i++) part.data.set(a.data.subarray(i * a.stride, i * a.stride + known), i * known)
        factorize(part)
        const grown = resized(part, size)
        for (let i = known; i < size; i++) {
          grown.data.set(a.data.subarray(i * a.stride, i * a.stride + size), i * grown.stride)
        }
        expect(factorize(grown, known)).toBe(true)
        expect(entries(grown, true)).toEqual(entries(whole, true))
      }),
    )
  })

  test.each([
    ['an indefinite matrix', [1, 0, 0, -1]],
    ['a singular matrix', [1, 1, 1, 1]],
    ['NaN', [Number.NaN, 0, 0, 1]],
    ['∞', [Number.POSITIVE_INFINITY, 0, 0, 1]],
  ])('refuses %s', (_, data) => {
    expect(factorize({ data: Float64Array.from(data), stride: 2, size: 2 })).toBe(false)
  })
})

test('solveLower and solveLowerTransposed undo L and Lᵀ, logDeterminant is that of A', () => {
  fc.assert(
    fc.property(sizeAndSeed, ({ size, seed }) => {
      const a = randomPositiveDefinite(size, seed)
      const l = copyOf(a)
      factorize(l)
      const rng = createRng(seed)
      const x = Float64Array.from({ length: size }, () => rng.normal())
      const b = Float64Array.from(entries(a), (row) => row.reduce((sum, value, k) => sum + value * x[k], 0))
      solveLower(l, b)
      solveLowerTransposed(l, b)
      expect(Math.max(...b.map((value, i) => Math.abs(value - x[i])))).toBeLessThan(1e-8)
    }),
  )
  const l = { data: Float64Array.from([4, 0, 2, 5]), stride: 2, size: 2 }
  factorize(l)
  expect(logDeterminant(l)).toBeCloseTo(Math.log(4 * 5 - 2 * 2), 14)
})

describe('factorizeWithJitter(a, fill)', () => {
  const fillWith =
    (...values: readonly number[]) =>
    (a: { readonly data: Float64Array }) =>
      a.data.set(values)

  test('adds nothing to a positive definite matrix', () => {
    expect(factorizeWithJitter(square(2), fillWith(2, 1, 1, 2))).toBe(0)
  })

  test('adds the smallest rung of the ladder that is enough', () => {
    expect(factorizeWithJitter(square(2), fillWith(1, 1, 1, 1))).toBe(1e-10)
    expect(factorizeWithJitter(square(2), fillWith(1, 1 + 5e-6, 1 + 5e-6, 1))).toBe(1e-5)
  })

  test('gives up on what is far from positive definite, and on NaN', () => {
    expect(factorizeWithJitter(square(2), fillWith(1, 2, 2, 1))).toBeNull()
    expect(factorizeWithJitter(square(2), fillWith(1, Number.NaN, Number.NaN, Number.NaN))).toBeNull()
  })
})
