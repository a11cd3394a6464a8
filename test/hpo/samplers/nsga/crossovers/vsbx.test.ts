import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { vsbx } from '../../../../../src/hpo/samplers/nsga/crossovers/vsbx.ts'
import { arbitraryFamily, children } from './family.ts'

test('vsbx gives finite genes for every eta', () => {
  fc.assert(
    fc.property(arbitraryFamily(2), fc.double({ min: 0, max: 100, noNaN: true }), ({ parents, seed }, eta) => {
      const child = vsbx({ eta, geneProb: 1, swapProb: 0.5 }).child(parents, createRng(seed))
      expect(child.every(Number.isFinite)).toBe(true)
    }),
  )
})

test('vsbx reaches between its parents and beyond them, and is nearer to them the larger eta is', () => {
  const share = (eta: number, inside: (gene: number) => boolean) => {
    const family = children(vsbx({ eta, geneProb: 1, swapProb: 0.5 }), [[0.4], [0.6]])
    return family.filter(([gene]) => inside(gene)).length / family.length
  }
  expect(share(2, (gene) => gene > 0.42 && gene < 0.58)).toBeGreaterThan(0.1)
  expect(share(2, (gene) => gene < 0.38 || gene > 0.62)).toBeGreaterThan(0.1)
  const near = (gene: number) => Math.min(Math.abs(gene - 0.4), Math.abs(gene - 0.6)) < 0.02
  expect(share(40, near)).toBeGreaterThan(2 * share(2, near))
})

test('vsbx leaves genes as they are with `geneProb: 0`', () => {
  const family = children(vsbx({ eta: 2, geneProb: 0, swapProb: 0.5 }), [[0.2], [0.8]], 100)
  expect(new Set(family.map(([gene]) => gene))).toEqual(new Set([0.2, 0.8]))
})
