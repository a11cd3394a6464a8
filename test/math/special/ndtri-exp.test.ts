import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logNdtr, millsRatio, ndtr } from '../../../src/math/special/log-ndtr.ts'
import { ndtriExp } from '../../../src/math/special/ndtri-exp.ts'

// [x, log Φ(x)] with 60 digits (mpmath), rounded to double.
const reference: readonly (readonly [number, number])[] = [
  [-1e5, -5000000012.431864],
  [-1000, -500007.82669481216],
  [-38.5, -745.695270290411],
  [-20, -203.91715537109727],
  [-6, -20.736768949974707],
  [-1, -1.8410216450092636],
  [-0.1, -0.7761545927302733],
  [0, -Math.LN2],
  [0.5, -0.3689464152886564],
  [2, -0.02301290932896349],
  [6, -9.865876455243758e-10],
  [8, -6.220960574271786e-16],
]

describe('logNdtr', () => {
  test.each(reference)('at %d is exact to a relative 2e-14', (x, exact) => {
    expect(Math.abs(logNdtr(x) / exact - 1)).toBeLessThan(2e-14)
  })

  test('is the logarithm of ndtr, and millsRatio the inverse of its slope', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 0, noNaN: true }), (x) => {
        expect(Math.abs(Math.exp(logNdtr(x)) / ndtr(x) - 1)).toBeLessThan(1e-12)
        const slope = (logNdtr(x + 1e-5) - logNdtr(x - 1e-5)) / 2e-5
        expect(Math.abs(slope * millsRatio(x) - 1)).toBeLessThan(1e-6)
      }),
    )
  })

  test('has its limits at ±∞', () => {
    expect(logNdtr(-Infinity)).toBe(-Infinity)
    expect(logNdtr(Infinity)).toBeCloseTo(0)
  })
})

describe('ndtriExp', () => {
  test('is the inverse of logNdtr from −10⁶ to 8, to a relative 1e-12 where Φ tells values apart', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: -8, max: 5, noNaN: true }), fc.double({ min: -1e6, max: 0, noNaN: true })),
        (x) => {
          expect(Math.abs(ndtriExp(logNdtr(x)) - x)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(x)))
        },
      ),
    )
  })

  test('gives ∓∞ for probabilities 0 and 1', () => {
    expect([ndtriExp(-Infinity), ndtriExp(0)]).toEqual([-Infinity, Infinity])
  })
})
