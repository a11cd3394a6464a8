import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { erf, erfc, erfcx } from '../../../src/math/special/erf.ts'

// [x, erf, erfc, erfcx] with 60 digits (mpmath), rounded to double.
const reference: readonly (readonly [number, number, number, number])[] = [
  [-6.5, -1, 2, 4.466546463040817e18],
  [-3, -0.9999779095030014, 1.9999779095030015, 16205.988853999586],
  [-1, -0.8427007929497149, 1.8427007929497148, 5.008980080762283],
  [-0.46875, -0.49261347321793797, 1.492613473217938, 1.859402416871422],
  [-0.1, -0.1124629160182849, 1.1124629160182848, 1.1236433541992095],
  [1e-10, 1.1283791670955126e-10, 0.999999999887162, 0.999999999887162],
  [0.3, 0.3286267594591274, 0.6713732405408726, 0.7345993345676551],
  [0.47, 0.4937450508860821, 0.5062549491139179, 0.6314005166600343],
  [0.9, 0.7969082124228322, 0.20309178757716786, 0.456531651323117],
  [1.5, 0.9661051464753108, 0.033894853524689274, 0.3215854164543175],
  [2.5, 0.999593047982555, 0.0004069520174449589, 0.2108063640611436],
  [4, 0.9999999845827421, 1.541725790028002e-8, 0.13699945762506138],
  [4.1, 0.9999999932999724, 6.700027654084918e-9, 0.133834116418652],
  [7, 1, 4.183825607779414e-23, 0.07980005432915294],
  [15, 1, 7.212994172451207e-100, 0.03752960638850576],
  [26, 1, 5.663192408856143e-296, 0.021683584850562907],
]

function expectClose(ours: number, exact: number): void {
  expect(Math.abs(ours - exact)).toBeLessThanOrEqual(2e-15 * Math.abs(exact))
}

describe('erf, erfc and erfcx', () => {
  test.each(reference)('at %d have the exact values to a relative 2e-15', (...row) => {
    const [x, ...exact] = row
    ;[erf, erfc, erfcx].forEach((f, i) => expectClose(f(x), exact[i]))
  })

  test('belong to each other for every x: erf is odd, erf + erfc = 1, erfcx = exp(x²) erfc', () => {
    fc.assert(
      fc.property(fc.double({ min: -25, max: 25, noNaN: true }), (x) => {
        expect(erf(-x)).toBe(-erf(x))
        expect(erf(x) + erfc(x)).toBeCloseTo(1, 14)
        expect(erfc(x) + erfc(-x)).toBeCloseTo(2, 14)
        const product = Math.exp(x * x) * erfc(x)
        expect(Math.abs(erfcx(x) / product - 1)).toBeLessThan(2e-13)
      }),
    )
  })

  test('have their limits at ±∞ and give NaN for NaN', () => {
    expect([erf(Infinity), erf(-Infinity), erfc(Infinity), erfc(-Infinity), erfcx(Infinity), erfcx(-Infinity)]).toEqual(
      [1, -1, 0, 2, 0, Infinity],
    )
    expect([erf(NaN), erfc(NaN), erfcx(NaN)]).toEqual([NaN, NaN, NaN])
  })
})
