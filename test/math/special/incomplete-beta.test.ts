import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { incompleteBeta } from '../../../src/math/special/incomplete-beta.ts'
import { logGamma } from '../../../src/math/special/log-gamma.ts'
import { betaQuantile } from '../../../src/math/stats/beta-quantile.ts'

const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true })
const shape = fc.double({ min: 0.02, max: 300, noNaN: true })

/** Within a relative `tolerance`, and some of the smallest steps there are, which numbers below 1e-308 lose their digits to. */
function close(actual: number, expected: number, tolerance: number): void {
  const allowed = tolerance * Math.abs(expected) + 100 * Number.MIN_VALUE
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(allowed)
}

describe('logGamma', () => {
  it('gives log (n − 1)! and log √π', () => {
    let factorial = 1
    for (let n = 3; n < 100; n++) {
      factorial *= n - 1
      close(logGamma(n), Math.log(factorial), 2e-14)
    }
    close(logGamma(0.5), 0.5 * Math.log(Math.PI), 2e-14)
  })

  it('satisfies Γ(x + 1) = x Γ(x)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1000, noNaN: true }), (x) => {
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-13 * (10 + x * Math.log(1 + x)))
      }),
    )
  })
})

describe('incompleteBeta', () => {
  it('equals the closed forms for a = 1, b = 1 and a = b = 1/2', () => {
    fc.assert(
      fc.property(share, shape, (x, k) => {
        close(incompleteBeta(x, 1, k), -Math.expm1(k * Math.log1p(-x)), 1e-11)
        close(incompleteBeta(x, k, 1), x ** k, 1e-11)
        close(incompleteBeta(x, 0.5, 0.5), (2 / Math.PI) * Math.asin(Math.sqrt(x)), 1e-11)
      }),
    )
  })

  it('is a distribution function: mirrored, and rising from 0 to 1', () => {
    fc.assert(
      fc.property(share, share, fc.tuple(shape, shape), (x, y, [a, b]) => {
        expect(Math.abs(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a) - 1)).toBeLessThan(1e-9)
        const [low, high] = [Math.min(x, y), Math.max(x, y)]
        expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(incompleteBeta(high, a, b) + 1e-13)
      }),
    )
    expect(incompleteBeta(0, 2, 3)).toBe(0)
    expect(incompleteBeta(1, 2, 3)).toBe(1)
  })
})

describe('betaQuantile', () => {
  it('is the inverse of incompleteBeta', () => {
    fc.assert(
      fc.property(share, fc.tuple(shape, shape), (q, [a, b]) => {
        const x = betaQuantile(q, a, b)
        expect(x >= 0 && x <= 1).toBe(true)
        // Near 1 the neighbours of x have other probabilities, and x is good to a few of them.
        const [before, after] = [1 - 4 * Number.EPSILON, 1 + 4 * Number.EPSILON].map((by) =>
          incompleteBeta(x * by, a, b),
        )
        if (x > 1e-300) expect(Math.abs(incompleteBeta(x, a, b) - q)).toBeLessThan(1e-9 + after - before)
      }),
    )
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1])
  })
})
