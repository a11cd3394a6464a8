import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Moments,
  averaged,
  createMoments,
  objectiveTerm,
  singleObjectiveUtility,
} from '../../../../../src/hpo/samplers/gp/utility/utility.ts'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })

test.each(['logEi', 'ei', 'pi', 'ucb'] as const)(
  '%s with constraints and fantasies has the slopes of its differences',
  (name) => {
    const means = fc.array(fc.array(number(-3, 3), { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 2 })
    const deviations = fc.array(number(0.2, 2), { minLength: 2, maxLength: 2 })
    const utility = singleObjectiveUtility({
      term: objectiveTerm(name, { bests: Float64Array.of(0.3, 0.8), xi: 0.1, beta: 2 }),
      average: name === 'ucb' ? 'mean' : 'logMeanExp',
      thresholds: [0.2],
    })
    const at = (m: readonly (readonly number[])[], d: readonly number[], slopes: Moments = createMoments(2, 2)) => {
      const moments = createMoments(2, 2)
      m.forEach((row, model) => moments.means[model].set(row))
      moments.deviations.set(d)
      return utility(moments, slopes)
    }
    fc.assert(
      fc.property(means, deviations, (m, d) => {
        const slopes = createMoments(2, 2)
        at(m, d, slopes)
        const step = 1e-5
        for (const model of [0, 1]) {
          for (const s of [0, 1]) {
            const shifted = (by: number) => m.map((row, i) => row.map((v, k) => (i === model && k === s ? v + by : v)))
            const difference = (at(shifted(step), d) - at(shifted(-step), d)) / (2 * step)
            expect(Math.abs(slopes.means[model][s] - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)))
          }
          const wider = (by: number) => d.map((v, i) => (i === model ? v + by : v))
          const difference = (at(m, wider(step)) - at(m, wider(-step))) / (2 * step)
          expect(Math.abs(slopes.deviations[model] - difference)).toBeLessThan(1e-4 * (1 + Math.abs(difference)))
        }
      }),
    )
  },
)

test('ei and pi ask for more improvement with a larger xi, ucb for more uncertainty with a larger beta', () => {
  const at = (name: 'ei' | 'pi' | 'ucb', xi: number, beta: number) => {
    const moments = createMoments(1, 1)
    moments.means[0][0] = 0.2
    moments.deviations[0] = 0.5
    const term = objectiveTerm(name, { bests: Float64Array.of(0), xi, beta })
    return singleObjectiveUtility({ term, average: 'mean', thresholds: [] })(moments, createMoments(1, 1))
  }
  expect(at('ei', 0, 0)).toBeGreaterThan(at('ei', 0.5, 0))
  expect(at('pi', 0, 0)).toBeGreaterThan(at('pi', 0.5, 0))
  expect(at('ucb', 0, 2)).toBeCloseTo(0.2 + 2 * 0.5, 12)
})

test('averaged by logMeanExp is the log of the mean, and does not overflow', () => {
  fc.assert(
    fc.property(fc.array(number(-700, 700), { minLength: 1, maxLength: 6 }), (values) => {
      const { value, weights } = averaged(Float64Array.from(values), 'logMeanExp')
      const largest = Math.max(...values)
      const direct = largest + Math.log(values.reduce((sum, v) => sum + Math.exp(v - largest), 0) / values.length)
      expect(value).toBeCloseTo(direct, 10)
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    }),
  )
  expect(averaged(Float64Array.of(-Infinity, -Infinity), 'logMeanExp').value).toBe(-Infinity)
})
