import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { draw } from '../../../../src/hpo/space/draw.ts'
import { encode, encodeDefaults } from '../../../../src/hpo/space/encode.ts'
import { leavesOf } from '../../../../src/hpo/space/flat-space.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { simplex } from '../../../../src/hpo/space/kinds/simplex.ts'
import { cutsOfShares, sharesOfCuts } from '../../../../src/hpo/space/kinds/stick-breaking.ts'
import { randomSuggester } from '../arbitraries.ts'
import { fails } from '../fails.ts'

const mix = space({ mix: simplex(['a', 'b', 'c']) })

function draws(count: number, alpha = 1): readonly { a: number; b: number; c: number }[] {
  const s = space({ mix: simplex(['a', 'b', 'c'], { alpha }) })
  const rng = createRng('simplex')
  return Array.from({ length: count }, () => draw(s, randomSuggester(rng)).mix)
}

describe('simplex', () => {
  it('gives shares of 0 or more whose sum is 1 within 1e-12, for any cuts and any number of parts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.constantFrom(0.05, 0.5, 1, 7),
        (cuts, alpha) => {
          const shares = sharesOfCuts(cuts, alpha)
          expect(shares.every((share) => share >= 0)).toBe(true)
          expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThan(1e-12)
        },
      ),
    )
  })

  it('is uniform with alpha 1: each share has the mean 1/3, the variance 1/18 and the distribution 1 − (1 − w)²', () => {
    // The standard errors at 20,000 draws are 0.0017 for the mean and 0.0005 for the variance; the thresholds are 5 of them.
    const n = 20_000
    for (const part of ['a', 'b', 'c'] as const) {
      const shares = draws(n).map((share) => share[part])
      const mean = shares.reduce((sum, x) => sum + x, 0) / n
      const variance = shares.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n
      expect(Math.abs(mean - 1 / 3)).toBeLessThan(0.0085)
      expect(Math.abs(variance - 1 / 18)).toBeLessThan(0.0025)
      // Kolmogorov-Smirnov distance, threshold for p = 1e-6.
      const sorted = shares.toSorted((x, y) => x - y)
      const distance = Math.max(...sorted.map((x, i) => Math.abs((i + 0.5) / n - (1 - (1 - x) ** 2))))
      expect(distance).toBeLessThan(2.7 / Math.sqrt(n))
    }
  })

  it('with alpha 5 has the variance of the symmetric Dirichlet distribution, 2/(9·16)', () => {
    const shares = draws(5000, 5).map((share) => share.b)
    const variance = shares.reduce((sum, x) => sum + (x - 1 / 3) ** 2, 0) / 5000
    expect(Math.abs(variance / (2 / (9 * 16)) - 1)).toBeLessThan(0.12)
  })

  it('stores k − 1 cuts, each marked as a part of the whole', () => {
    expect(leavesOf(mix).map(({ name, part }) => [name, part])).toEqual([
      ['mix.0', { kind: 'simplex', of: 'mix', index: 0, size: 3 }],
      ['mix.1', { kind: 'simplex', of: 'mix', index: 1, size: 3 }],
    ])
  })

  it('encode finds the cuts again, also of shares that are 0 or small', () => {
    for (const shares of [
      [0.2, 0.3, 0.5],
      [1, 0, 0],
      [0, 0, 1],
      [0.9998, 1e-4, 1e-4],
    ]) {
      const back = sharesOfCuts(cutsOfShares(shares, 1), 1)
      back.forEach((share, i) => expect(Math.abs(share - shares[i])).toBeLessThanOrEqual(1e-8))
    }
  })

  it('takes a default by ratios, and refuses what are no shares', () => {
    const s = space({ mix: simplex(['a', 'b']).default({ a: 1, b: 3 }) })
    expect(encodeDefaults(s)).toEqual({ 'mix.0': 0.25 })
    expect(encode(mix, { mix: { a: 0.5 } })).toEqual({})
    fails(() => encode(mix, { mix: { a: -1, b: 1, c: 1 } }), 'space/invalid-value', 'mix.a', '0 to 1')
    fails(() => encode(mix, { mix: { a: 0, b: 0, c: 0 } }), 'space/invalid-value', 'above 0')
    fails(() => mix.parse({ mix: { a: 0.5, b: 0.6, c: 0 } }), 'space/invalid-value', 'sum 1')
    fails(() => simplex(['a']), 'space/bad-parts', 'two names or more')
    fails(() => simplex(['a', 'a']), 'space/duplicate-name')
    fails(() => simplex(['a', 'b'], { alpha: 0 }), 'space/bad-alpha', '0.01')
    fails(() => simplex(['a', 'b']).default({ a: 1 } as never), 'space/bad-default')
  })
})
