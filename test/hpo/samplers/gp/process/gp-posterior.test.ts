import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../../src/base/rng.ts'
import { kernelNames } from '../../../../../src/hpo/samplers/gp/process/covariance.ts'
import { CovarianceFactor } from '../../../../../src/hpo/samplers/gp/process/covariance-factor.ts'
import { inputsFrom } from '../../../../../src/hpo/samplers/gp/process/inputs.ts'
import { GpPosterior, drawValues } from '../../../../../src/hpo/samplers/gp/process/gp-posterior.ts'
import {
  logExpectedImprovement,
  logProbabilityOfImprovement,
} from '../../../../../src/hpo/samplers/gp/utility/improvement.ts'
import { golden, goldenHyperparameters, goldenLayout } from '../golden-file.ts'

function factorOf(rows: readonly (readonly number[])[]): CovarianceFactor {
  const factor = new CovarianceFactor(goldenLayout, 'matern52', goldenHyperparameters)
  expect(factor.append(rows.map((row) => Float64Array.from(row)))).toBe(true)
  return factor
}

const slopes = { mean: 0, deviation: 0 }

// Tolerance 1e-9: both work in double precision, with different orders of summation.
describe('beside Optuna 5', () => {
  const posterior = new GpPosterior(factorOf(golden.X), [Float64Array.from(golden.Y)])

  test('the covariance matrix is the same', () => {
    const noiseless = { ...goldenHyperparameters, noiseVariance: 0 }
    golden.X.forEach((x, i) => {
      const single = new CovarianceFactor(goldenLayout, 'matern52', noiseless)
      single.append([Float64Array.from(x)])
      golden.X.forEach((other, j) => {
        // The mean is the covariance when the only observation is the outputscale.
        const one = new GpPosterior(single, [Float64Array.of(noiseless.outputscale)])
        one.predict(Float64Array.from(other))
        expect(one.means[0]).toBeCloseTo(golden.K_noiseless[i][j], 9)
      })
    })
  })

  test('mean, variance, logEI and logPI are the same', () => {
    golden.Q.forEach((point, i) => {
      posterior.predict(Float64Array.from(point))
      expect(posterior.means[0]).toBeCloseTo(golden.posterior_mean[i], 9)
      expect(posterior.variance).toBeCloseTo(golden.posterior_var[i], 9)
      const normal = { mean: posterior.means[0], deviation: Math.sqrt(posterior.variance) }
      expect(logExpectedImprovement(normal, golden.threshold, slopes)).toBeCloseTo(golden.logEI[i], 6)
      expect(logProbabilityOfImprovement(normal, golden.threshold, slopes)).toBeCloseTo(golden.logPI[i], 6)
    })
  })

  test('the gradient of logEI is the same', () => {
    const { x, value, grad } = golden.logEI_grad_at
    posterior.predict(Float64Array.from(x))
    const deviation = Math.sqrt(posterior.variance)
    const gradient = new Float64Array(3)
    expect(logExpectedImprovement({ mean: posterior.means[0], deviation }, golden.threshold, slopes)).toBeCloseTo(value, 7) // prettier-ignore
    posterior.addGradient(Float64Array.of(slopes.mean), slopes.deviation / (2 * deviation), gradient)
    grad.forEach((expected, j) => expect(gradient[j]).toBeCloseTo(expected, 5))
  })
})

const randomRows = (count: number, seed: number) => {
  const rng = createRng(seed)
  return Array.from({ length: count }, () => [rng.uniform(), rng.uniform(), rng.integer(3)])
}

test.each(kernelNames)('the gradient with %s is that of differences, in every fantasy', (kernel) => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const rows = randomRows(8, seed).map((row) => Float64Array.from(row))
      const rng = createRng(seed).fork('values')
      const factor = new CovarianceFactor(goldenLayout, kernel, goldenHyperparameters)
      factor.append(rows)
      const normals = () => Float64Array.from({ length: 8 }, () => rng.normal())
      const posterior = new GpPosterior(factor, [normals(), normals()])
      const point = Float64Array.of(rng.uniform(), rng.uniform(), rng.integer(3))
      const weights = Float64Array.of(0.3, -1.1)
      const combined = (at: Float64Array) => {
        posterior.predict(at)
        return weights[0] * posterior.means[0] + weights[1] * posterior.means[1] + 0.7 * posterior.variance
      }
      combined(point)
      const gradient = new Float64Array(3)
      posterior.addGradient(weights, 0.7, gradient)
      for (const j of [0, 1]) {
        const step = 1e-6
        const difference =
          (combined(point.with(j, point[j] + step)) - combined(point.with(j, point[j] - step))) / (2 * step)
        expect(Math.abs(gradient[j] - difference)).toBeLessThan(1e-3 * (1 + Math.abs(difference)))
      }
      expect(gradient[2]).toBe(0)
    }),
    { numRuns: 40 },
  )
})

test('predictMany agrees with predict', () => {
  const posterior = new GpPosterior(factorOf(golden.X), [Float64Array.from(golden.Y), Float64Array.from(golden.X, ([x]) => x)]) // prettier-ignore
  const points = randomRows(16, 5).map((row) => Float64Array.from(row))
  const means = [new Float64Array(16), new Float64Array(16)]
  const variances = new Float64Array(16)
  posterior.predictMany(inputsFrom(goldenLayout, points), means, variances)
  points.forEach((point, p) => {
    posterior.predict(point)
    expect(means[0][p]).toBeCloseTo(posterior.means[0], 11)
    expect(means[1][p]).toBeCloseTo(posterior.means[1], 11)
    expect(variances[p]).toBeCloseTo(posterior.variance, 11)
  })
})

test('the posterior passes through the observations when there is no noise, and its variance is never negative', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...kernelNames), (seed, kernel) => {
      const hyper = { ...goldenHyperparameters, noiseVariance: 1e-6 }
      const rows = randomRows(12, seed).map((row) => Float64Array.from(row))
      const factor = new CovarianceFactor(goldenLayout, kernel, hyper)
      expect(factor.append(rows)).toBe(true)
      const values = Float64Array.from(rows, ([x, y, z]) => Math.sin(3 * x) + y * z)
      const posterior = new GpPosterior(factor, [values])
      rows.forEach((row, i) => {
        posterior.predict(row)
        expect(Math.abs(posterior.means[0] - values[i])).toBeLessThan(0.05)
        expect(posterior.variance).toBeGreaterThan(0)
        expect(posterior.variance).toBeLessThan(1e-4)
      })
    }),
    { numRuns: 50 },
  )
})

describe('CovarianceFactor', () => {
  test('is bit for bit the same whatever was added and dropped before, equal points included', () => {
    const steps = fc.array(fc.record({ add: fc.nat(20), keep: fc.nat(40) }), { maxLength: 6 })
    fc.assert(
      fc.property(steps, fc.nat(), fc.boolean(), (plan, seed, equal) => {
        const pool = randomRows(200, seed).map((row) => Float64Array.from(equal ? [0.5, row[1] < 0.5 ? 0 : 1, 1] : row))
        // Without noise equal points make the matrix singular, so that the jitter is needed.
        const hyper = { ...goldenHyperparameters, noiseVariance: equal ? 0 : 0.02 }
        const used = new CovarianceFactor(goldenLayout, 'rbf', hyper)
        let next = 0
        for (const { add, keep } of plan) {
          expect(used.append(pool.slice(next, next + add))).toBe(true)
          next += add
          expect(used.truncate(keep)).toBe(true)
        }
        used.append(pool.slice(-3))
        const fresh = new CovarianceFactor(goldenLayout, 'rbf', hyper)
        fresh.append(used.rows)
        const entries = ({ w }: CovarianceFactor) =>
          used.rows.map((_, i) => [...w.data.subarray(i * w.stride, i * w.stride + w.size)])
        expect(entries(used)).toEqual(entries(fresh))
      }),
    )
  })
})

test('drawValues keeps the known values and draws the others from their posterior', () => {
  const rows = golden.X.slice(0, 8)
  const known = Float64Array.from(golden.Y.slice(0, 8))
  const posterior = new GpPosterior(factorOf(rows), [known])
  const point = Float64Array.of(0.4, 0.6, 1)
  posterior.predict(point)
  const factor = factorOf([...rows, [...point]])
  const rng = createRng(2)
  const draws = drawValues(
    factor,
    known,
    Array.from({ length: 4000 }, () => Float64Array.of(rng.normal())),
  )
  expect([...draws[0].subarray(0, 8)]).toEqual([...known])
  const values = draws.map((draw) => draw[8])
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  // Four standard errors of 4,000 draws.
  const expected = posterior.variance + goldenHyperparameters.noiseVariance
  expect(Math.abs(mean - posterior.means[0])).toBeLessThan(4 * Math.sqrt(expected / 4000))
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000))
})
