import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crossValidate } from '../../../src/hpo/validation/cross-validate.ts'
import { kFold } from '../../../src/hpo/validation/k-fold.ts'

test('kFold tests every sample once, in folds of sizes that differ by one at most, and trains on the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 10 }), fc.nat(), (samples, folds, seed) => {
      fc.pre(folds <= samples)
      const all = kFold(samples, { folds, shuffle: seed })
      expect(all.flatMap(({ test }) => test).toSorted((a, b) => a - b)).toEqual([...Array(samples).keys()])
      const sizes = all.map(({ test }) => test.length)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
      for (const { train, test } of all)
        expect([...train, ...test].toSorted((a, b) => a - b)).toEqual([...Array(samples).keys()])
    }),
  )
})

test('kFold shuffles by its seed', () => {
  expect(kFold(20, { shuffle: 1 })).toEqual(kFold(20, { shuffle: 1 }))
  expect(kFold(20, { shuffle: 1 })).not.toEqual(kFold(20, { shuffle: 2 }))
})

test('kFold({ stratify }) gives each fold its share of each label', () => {
  const labels = Array.from({ length: 50 }, (_, i) => (i % 5 === 0 ? 'rare' : 'common'))
  for (const { test } of kFold(50, { folds: 5, shuffle: 3, stratify: labels })) {
    expect(test.filter((i) => labels[i] === 'rare')).toHaveLength(2)
  }
})

test('kFold refuses more folds than samples, and labels that are not one per sample', () => {
  expect(() => kFold(3, { folds: 5 })).toThrow(/folds is 5 for 3 samples/)
  expect(() => kFold(3, { folds: 2, stratify: [1] })).toThrow(/labels in stratify is 1 for 3/)
})

test('crossValidate gives the scores, their mean and deviation, and reports each fold', async () => {
  const reports: (readonly [number, number])[] = []
  const trial = { report: async (value: number, step: number) => void reports.push([step, value]) }
  const result = await crossValidate(6, ({ index, test }) => index + test.length, { folds: 3, trial })
  expect(result).toEqual({ scores: [2, 3, 4], mean: 3, deviation: 1 })
  expect(reports).toEqual([[0, 2], [1, 3], [2, 4]]) // prettier-ignore
})
