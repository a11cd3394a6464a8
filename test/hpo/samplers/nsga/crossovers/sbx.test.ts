import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { sbx } from '../../../../../src/hpo/samplers/nsga/crossovers/sbx.ts'
import { arbitraryFamily, children, deviationOf, meanOf } from './family.ts'

const always = { geneProb: 1, swapProb: 0.5 }

test('sbx never leaves [0, 1]', () => {
  fc.assert(
    fc.property(arbitraryFamily(2), fc.double({ min: 0, max: 100, noNaN: true }), ({ parents, seed }, eta) => {
      for (const gene of sbx({ eta, ...always }).child(parents, createRng(seed))) {
        expect(gene).toBeGreaterThanOrEqual(0)
        expect(gene).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('sbx keeps the mean of its parents, and is nearer to them the larger eta is', () => {
  const parents = [[0.45], [0.55]]
  const wide = children(sbx({ eta: 2, ...always }), parents)
  const narrow = children(sbx({ eta: 20, ...always }), parents)
  expect(Math.abs(meanOf(wide, 0) - 0.5)).toBeLessThan((5 * deviationOf(wide, 0)) / Math.sqrt(4000))
  const away = (gene: number) => Math.min(Math.abs(gene - 0.45), Math.abs(gene - 0.55))
  const distance = (family: typeof wide) => family.reduce((sum, [gene]) => sum + away(gene), 0)
  expect(distance(narrow)).toBeLessThan(0.4 * distance(wide))
})

test('sbx crosses `geneProb` of the genes; the others are a parent’s', () => {
  const parents = [[0.2], [0.8]]
  for (const geneProb of [0, 0.5, 1]) {
    const family = children(sbx({ eta: 2, geneProb, swapProb: 0.5 }), parents)
    const crossed = family.filter(([gene]) => gene !== 0.2 && gene !== 0.8).length / family.length
    expect(Math.abs(crossed - geneProb)).toBeLessThan(0.04)
  }
})
