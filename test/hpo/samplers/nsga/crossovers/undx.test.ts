import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { undx } from '../../../../../src/hpo/samplers/nsga/crossovers/undx.ts'
import { arbitraryFamily, children, deviationOf, meanOf } from './family.ts'

test('undx keeps the middle of two parents, is sigmaXi of their distance wide along their line, sigmaEta of the third across', () => {
  const family = children(undx({ sigmaXi: 0.5, sigmaEta: 0.2 }), [[0.3, 0.5], [0.7, 0.5], [0.9, 0.8]]) // prettier-ignore
  expect(Math.abs(meanOf(family, 0) - 0.5)).toBeLessThan(0.016)
  expect(Math.abs(meanOf(family, 1) - 0.5)).toBeLessThan(0.005)
  // Along: 0.5·0.4. Across: 0.2·0.3. Five standard errors of a deviation of 4000 draws are 5.6 %.
  expect(Math.abs(deviationOf(family, 0) / 0.2 - 1)).toBeLessThan(0.056)
  expect(Math.abs(deviationOf(family, 1) / 0.06 - 1)).toBeLessThan(0.056)
})

test('undx does not leave the line of its parents when all three lie on it', () => {
  fc.assert(
    fc.property(arbitraryFamily(2), fc.double({ min: -2, max: 2, noNaN: true }), ({ parents: [a, b], seed }, t) => {
      const c = a.map((gene, j) => gene + t * (b[j] - gene))
      const child = undx({ sigmaXi: 0.5 }).child([a, b, c], createRng(seed))
      // How far along the line the child is, by the gene that differs most.
      const widest = a.reduce((best, gene, j) => (Math.abs(b[j] - gene) > Math.abs(b[best] - a[best]) ? j : best), 0)
      const share = a[widest] === b[widest] ? 0 : (child[widest] - a[widest]) / (b[widest] - a[widest])
      child.forEach((gene, j) => expect(Math.abs(gene - a[j] - share * (b[j] - a[j]))).toBeLessThan(1e-6))
    }),
  )
})

test('undx of three equal parents is that parent', () => {
  const family = children(undx({ sigmaXi: 0.5 }), [[0.3, 0.5], [0.3, 0.5], [0.3, 0.5]], 5) // prettier-ignore
  for (const child of family) expect([...child]).toEqual([0.3, 0.5])
})
