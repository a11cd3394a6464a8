import { expect, test } from 'vitest'
import { gamma, hyperoptGamma } from '../../../../src/hpo/samplers/tpe/gamma.ts'
import { hyperopt } from '../../../../src/hpo/samplers/tpe/hyperopt.ts'

test('gamma is a tenth, capped at 25 with one objective only', () => {
  expect([0, 1, 10, 11, 250, 1000].map((n) => gamma(n))).toEqual([0, 1, 1, 2, 25, 25])
  expect([0, 11, 250, 1000].map((n) => gamma(n, 2))).toEqual([0, 2, 25, 100])
})

test('hyperopt() counts a quarter of the square root as good', () => {
  expect([0, 1, 16, 17, 100, 1e6].map(hyperoptGamma)).toEqual([0, 1, 1, 2, 3, 25])
  expect(hyperopt()).toEqual({ nStartupTrials: 20, nEiCandidates: 24, multivariate: false, gamma: hyperoptGamma })
})
