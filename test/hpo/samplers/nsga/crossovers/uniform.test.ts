import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { uniform } from '../../../../../src/hpo/samplers/nsga/crossovers/uniform.ts'
import { arbitraryFamily, children, meanOf } from './family.ts'

test('uniform takes every gene from one of its parents', () => {
  fc.assert(
    fc.property(arbitraryFamily(2), ({ parents: [a, b], seed }) => {
      const child = uniform({ swapProb: 0.5 }).child([a, b], createRng(seed))
      child.forEach((gene, j) => expect([a[j], b[j]]).toContain(gene))
    }),
  )
})

test('uniform takes `swapProb` of the genes from the second parent', () => {
  // Five standard deviations of a binomial share with n = 4000 are at most 0.04.
  for (const swapProb of [0, 0.25, 1]) {
    expect(Math.abs(meanOf(children(uniform({ swapProb }), [[0], [1]]), 0) - swapProb)).toBeLessThan(0.04)
  }
})
