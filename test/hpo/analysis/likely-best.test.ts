import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { likelyBest } from '../../../src/hpo/analysis/likely-best.ts'
import { studentT } from '../../../src/math/stats/student-t.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'

const study = (values: readonly (readonly [x: number, repeats: readonly number[]])[]) => ({
  name: 's',
  directions: ['minimize'] as const,
  trials: values.map(([x, repeats], number) =>
    trialRecord({
      number,
      params: { x },
      values: [repeats.reduce((sum, value) => sum + value, 0) / repeats.length],
      systemAttrs: repeats.length > 1 ? { 'ansatz:repeats': repeats } : {},
    }),
  ),
})

// Tables of Student's distribution, four digits.
test.each([
  [0.95, 1, 12.706],
  [0.95, 10, 2.2281],
  [0.99, 30, 2.75],
  [0.9, 1000, 1.6464],
])('studentT(%f, %i) is the tabulated %f', (confidence, freedom, expected) => {
  expect(Math.abs(studentT(confidence, freedom) - expected)).toBeLessThan(5e-4)
})

test('likelyBest prefers a mean that was measured often to one lucky value', () => {
  const best = likelyBest(study([[0, [0.9, 1.1, 1, 1.02, 0.98]], [1, [0.95]], [2, [3, 3.2]], [3, [2.8, 3.1]]])) // prettier-ignore
  expect(best.params).toEqual({ x: 1 })
  expect(best.rivals.map(({ params }) => params)).toEqual([{ x: 0 }])
  const lucky = likelyBest(study([[0, [1, 1.5, 0.5, 1.2, 0.8]], [1, [0.9]], [2, [1.4, 0.4]], [3, [1.3, 0.9]]])) // prettier-ignore
  expect(lucky.expected).toBeGreaterThan(0.9)
})

test('likelyBest takes trials with the same parameters for repeats of one another', () => {
  const best = likelyBest(study([[0, [1]], [0, [3]], [1, [2.5]]])) // prettier-ignore
  expect(best.rivals.length + 1).toBe(2)
  const zero = [best, ...best.rivals].find(({ params }) => params['x'] === 0)!
  expect(zero).toMatchObject({ trials: [0, 1], values: [1, 3], mean: 2 })
})

test('likelyBest knows no interval when nothing was measured twice', () => {
  expect(likelyBest(study([[0, [1]], [1, [0.5]]]))).toMatchObject({ params: { x: 1 }, interval: null, rivals: [] }) // prettier-ignore
})

test('likelyBest gives intervals that hold the true mean as often as they say', () => {
  let held = 0
  const studies = 300
  for (let seed = 0; seed < studies; seed++) {
    const rng = createRng(seed)
    const noisy = (mean: number) => Array.from({ length: 4 }, () => mean + rng.normal())
    const best = likelyBest(study([0, 5, 10].map((x) => [x, noisy(x)])), { confidence: 0.9 })
    const truth = best.params['x'] as number
    if (best.interval![0] <= truth && truth <= best.interval![1]) held++
  }
  // The candidates lie 10 standard errors apart, so that the choice adds nothing. Binomial: five deviations are 0.087.
  expect(Math.abs(held / studies - 0.9)).toBeLessThan(0.087)
})

test('likelyBest refuses a confidence outside (0, 1) and a study without results', () => {
  expect(() => likelyBest(study([[0, [1]]]), { confidence: 95 })).toThrow(/confidence is 95.*0\.95/)
  expect(() => likelyBest(study([]))).toThrow(/no feasible complete trial/)
})
