import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { blxAlpha } from '../../../../../src/hpo/samplers/nsga/crossovers/blx-alpha.ts'
import { arbitraryFamily, children, deviationOf, meanOf } from './family.ts'

test('blxAlpha stays in the box of its parents, extended by alpha of its size', () => {
  fc.assert(
    fc.property(arbitraryFamily(2), fc.double({ min: 0, max: 2, noNaN: true }), ({ parents: [a, b], seed }, alpha) => {
      const child = blxAlpha({ alpha }).child([a, b], createRng(seed))
      child.forEach((gene, j) => {
        const reach = (0.5 + alpha) * Math.abs(a[j] - b[j]) + 1e-12
        expect(Math.abs(gene - (a[j] + b[j]) / 2)).toBeLessThanOrEqual(reach)
      })
    }),
  )
})

test('blxAlpha is uniform there: its mean is the middle, its deviation that of the extended interval', () => {
  const family = children(blxAlpha({ alpha: 0.5 }), [[0.3], [0.7]])
  // The interval [0.1, 0.9]: deviation 0.8/√12 = 0.231; five standard errors are 0.018 and 0.009.
  expect(Math.abs(meanOf(family, 0) - 0.5)).toBeLessThan(0.018)
  expect(Math.abs(deviationOf(family, 0) - 0.231)).toBeLessThan(0.009)
})
