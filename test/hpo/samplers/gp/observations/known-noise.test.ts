import { describe, expect, test } from 'vitest'
import { knownNoise } from '../../../../../src/hpo/samplers/gp/observations/known-noise.ts'
import { observe } from '../../../../../src/hpo/samplers/gp/observations/observations.ts'
import { posterior } from '../../../../../src/hpo/samplers/gp/posterior.ts'
import type { Distribution } from '../../../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../../../src/testing/trial-record.ts'

const x: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }

function trial(number: number, repeats: readonly number[], at = number / 10) {
  const mean = repeats.reduce((sum, value) => sum + value, 0) / repeats.length
  const systemAttrs = repeats.length > 1 ? { 'ansatz:repeats': repeats } : {}
  return trialRecord({ number, params: { x: at }, distributions: { x }, values: [mean], systemAttrs })
}

describe('knownNoise', () => {
  test('is null without repeats', () => {
    expect(knownNoise([trial(0, [1]), trial(1, [2])])).toBeNull()
  })

  test('draws the variance of each trial to that of all, and divides it by the repeats', () => {
    // Sums of squares 2 and 8 with one and two degrees of freedom: 10/3 in common.
    const [first, second, single] = knownNoise([trial(0, [0, 2]), trial(1, [0, 2, 4]), trial(2, [5])])!
    expect(first).toBeCloseTo((2 + (4 * 10) / 3) / 5 / 2, 12)
    expect(second).toBeCloseTo((8 + (4 * 10) / 3) / 6 / 3, 12)
    expect(single).toBeCloseTo(10 / 3, 12)
  })
})

test('observe gives noises in units of the standardised values, and none for values that were warped', () => {
  const trials = [trial(0, [0, 2]), trial(1, [10, 12]), trial(2, [20, 22])]
  const history = { name: 'study', directions: ['minimize'] as const, trials }
  const rowOf = () => Float64Array.of(0)
  const [scores] = observe(history, rowOf)!.objectives
  expect(scores.noises![0]).toBeCloseTo(1 / scores.deviation ** 2, 12)
  expect(observe(history, rowOf, 'halfRank')!.objectives[0].noises).toBeUndefined()
})

test('a posterior follows repeated values more closely than single ones beside them', () => {
  // Around x = 0.5 the same outlier, once of 20 repeats that agree, once of 2 that hardly do.
  const around = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10].map((i) => trial(i, [Math.sin(i) / 5 - 1, Math.sin(i) / 5 + 1]))
  const at = (repeats: readonly number[]) =>
    posterior(
      { name: 'study', directions: ['minimize'], trials: [...around, trial(11, repeats, 0.5)] },
      { space: new Map([['x', x]]) },
      [{ x: 0.5 }],
    )![0][0].mean
  const steady = at(Array.from({ length: 20 }, (_, i) => 3 + (i % 2 === 0 ? 0.1 : -0.1)))
  const shaky = at([0, 6])
  expect(steady).toBeGreaterThan(shaky + 0.5)
})
