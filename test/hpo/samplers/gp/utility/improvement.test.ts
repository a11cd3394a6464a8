import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Slopes,
  logExpectedImprovement,
  logProbabilityOfImprovement,
  logStandardImprovement,
} from '../../../../../src/hpo/samplers/gp/utility/improvement.ts'
import { golden } from '../golden-file.ts'

const slopes = (): Slopes => ({ mean: Number.NaN, deviation: Number.NaN })

test('logStandardImprovement is Optuna’s standard_logei, to ten digits', () => {
  golden.standard_logei.z.forEach((z, i) => {
    const expected = golden.standard_logei.v[i]
    expect(Math.abs(logStandardImprovement(z) / expected - 1)).toBeLessThan(1e-10)
  })
})

test('logStandardImprovement is continuous where its form changes, and finite far out', () => {
  for (const z of [-1, -1e4]) {
    const step = 1e-9 * Math.abs(z)
    const slope = (logStandardImprovement(z + step) - logStandardImprovement(z - step)) / (2 * step)
    expect(Math.abs(slope / (z < -10 ? -z : 1.8) - 1)).toBeLessThan(0.2)
  }
  expect(logStandardImprovement(-1e8)).toBeCloseTo(-0.5e16 - Math.log(1e16) - 0.9, 0)
})

test.each([
  ['logExpectedImprovement', logExpectedImprovement],
  ['logProbabilityOfImprovement', logProbabilityOfImprovement],
])('%s has the slopes of its differences', (_, improvement) => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  fc.assert(
    fc.property(number(-30, 30), number(-2, 1), (mean, logDeviation) => {
      const deviation = 10 ** logDeviation
      const analytic = slopes()
      improvement({ mean, deviation }, 0.5, analytic)
      const step = 1e-5 * deviation
      const at = (m: number, d: number) => improvement({ mean: m, deviation: d }, 0.5, slopes())
      const byMean = (at(mean + step, deviation) - at(mean - step, deviation)) / (2 * step)
      const byDeviation = (at(mean, deviation + step) - at(mean, deviation - step)) / (2 * step)
      const tolerance = (slope: number) => 1e-4 * (Math.abs(slope) + 1 / deviation)
      expect(Math.abs(analytic.mean - byMean)).toBeLessThan(tolerance(byMean))
      expect(Math.abs(analytic.deviation - byDeviation)).toBeLessThan(tolerance(byDeviation))
    }),
  )
})
