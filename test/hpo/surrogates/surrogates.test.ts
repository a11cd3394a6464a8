import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { surrogateNames, surrogateRegistry } from '../../../src/hpo/surrogates/registry.ts'
import type { Surrogate } from '../../../src/hpo/surrogates/surrogate.ts'

const rng = createRng('surrogates')
const point = (): Float64Array => Float64Array.of(rng.uniform(), rng.uniform())
const truth = ([x, y]: Float64Array): number => Math.sin(5 * x) + (y - 0.4) ** 2 * 3 - 0.7

/** Observations in the left half of the square only. */
const points = Array.from({ length: 30 }, () => Float64Array.of(rng.uniform() / 2, rng.uniform()))
const data = { points, values: points.map(truth) }

describe.each(surrogateNames)('the surrogate %s', (name) => {
  const fit = (seed: string): Surrogate => surrogateRegistry[name].fit(data, createRng(seed))
  const surrogate = fit('fit')

  test('interpolates smooth values', () => {
    const errors = points.map((at) => surrogate.predict(at).mean - truth(at))
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(0.05)
  })

  test('has no negative variance, and more of it where there are no observations', () => {
    const near = points.map((at) => surrogate.predict(at).variance)
    const far = Array.from({ length: 200 }, () => surrogate.predict(Float64Array.of(0.75 + rng.uniform() / 4, rng.uniform())).variance) // prettier-ignore
    for (const variance of [...near, ...far]) expect(variance).toBeGreaterThanOrEqual(0)
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length
    expect(mean(far)).toBeGreaterThan(5 * mean(near))
  })

  test('gives the slopes of finite differences', () => {
    for (let k = 0; k < 20; k++) {
      const at = point()
      const { mean, variance } = surrogate.gradient(at)
      for (let d = 0; d < 2; d++) {
        const h = 1e-5
        const up = surrogate.predict(at.with(d, at[d] + h))
        const down = surrogate.predict(at.with(d, at[d] - h))
        const differences = { mean: (up.mean - down.mean) / (2 * h), variance: (up.variance - down.variance) / (2 * h) }
        expect(Math.abs(mean[d] - differences.mean)).toBeLessThan(1e-6 * (1 + Math.abs(mean[d])))
        expect(Math.abs(variance[d] - differences.variance)).toBeLessThan(1e-6 * (1 + Math.abs(variance[d])))
      }
    }
  })

  test('is the same for the same stream and another for another', () => {
    const at = point()
    expect(fit('fit').predict(at)).toEqual(surrogate.predict(at))
    expect(fit('other').predict(at)).not.toEqual(surrogate.predict(at))
  })

  test('stands one observation, and equal ones', () => {
    const alone = surrogateRegistry[name].fit({ points: [Float64Array.of(0.5, 0.5)], values: [0] }, createRng('one'))
    const equal = Array.from({ length: 4 }, () => Float64Array.of(0.2, 0.7))
    const same = surrogateRegistry[name].fit({ points: equal, values: [1, -1, 1, -1] }, createRng('equal'))
    for (const { mean, variance } of [alone.predict(point()), same.predict(point())]) {
      expect(Number.isFinite(mean) && variance >= 0).toBe(true)
    }
  })
})
