import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { spx } from '../../../../../src/hpo/samplers/nsga/crossovers/spx.ts'
import { arbitraryFamily, children, deviationOf, meanOf } from './family.ts'

test('spx keeps the mean of its parents, and their spread with the default epsilon', () => {
  const parents = [[0.2, 0.3], [0.8, 0.4], [0.5, 0.9]] // prettier-ignore
  const family = children(spx({}), parents)
  for (const j of [0, 1]) {
    const genes = parents.map((parent) => parent[j])
    const mean = genes.reduce((sum, gene) => sum + gene / 3, 0)
    const deviation = Math.sqrt(genes.reduce((sum, gene) => sum + (gene - mean) ** 2 / 3, 0))
    // Five standard errors of 4000 draws.
    expect(Math.abs(meanOf(family, j) - mean)).toBeLessThan((5 * deviation) / Math.sqrt(4000))
    expect(deviationOf(family, j) / deviation).toBeCloseTo(1, 1)
  }
})

test('spx stays in the simplex of its parents with epsilon 1', () => {
  fc.assert(
    fc.property(arbitraryFamily(3), ({ parents, seed }) => {
      const child = spx({ epsilon: 1 }).child(parents, createRng(seed))
      child.forEach((gene, j) => {
        const genes = parents.map((parent) => parent[j])
        expect(gene).toBeGreaterThanOrEqual(Math.min(...genes) - 1e-12)
        expect(gene).toBeLessThanOrEqual(Math.max(...genes) + 1e-12)
      })
    }),
  )
})
