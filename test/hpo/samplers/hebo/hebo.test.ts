import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { gpSpace } from '../../../../src/hpo/samplers/gp/space/gp-space.ts'
import { hypervolume } from '../../../../src/hpo/objectives/hypervolume.ts'
import { type Shape, warpSlopes, warped } from '../../../../src/hpo/samplers/hebo/input-warp.ts'
import { kappaOf, maceLosses } from '../../../../src/hpo/samplers/hebo/mace.ts'
import { paretoSearch } from '../../../../src/hpo/samplers/hebo/pareto-search.ts'
import { fitWarped, warpedLoss } from '../../../../src/hpo/samplers/hebo/warped-fit.ts'
import { fittedCount } from '../../../../src/hpo/samplers/hebo/warped-models.ts'
import { resolveSampler, samplers } from '../../../../src/hpo/samplers/registry.ts'
import type { Params } from '../../../../src/hpo/space/distribution.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { refusal } from '../../study/setup.ts'
import { minimize } from '../ask-tell.ts'
import { ackley, cube, float, vector } from '../problems.ts'

const shapes = fc.record({
  logA: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
  logB: fc.double({ min: -1.5, max: 1.5, noNaN: true }),
})
const inside = fc.double({ min: 0.001, max: 0.999, noNaN: true })

describe('the warp of inputs', () => {
  test('is Kumaraswamy’s distribution, rises from 0 to 1, and leaves what lies outside', () => {
    expect(warped(0.3, { logA: Math.log(2), logB: Math.log(3) })).toBeCloseTo(1 - (1 - 0.09) ** 3, 12)
    fc.assert(
      fc.property(shapes, inside, inside, (shape, x, y) => {
        if (x < y) expect(warped(x, shape)).toBeLessThanOrEqual(warped(y, shape))
        expect([warped(0, shape), warped(1, shape), warped(-0.2, shape), warped(1.3, shape)]).toEqual([0, 1, -0.2, 1.3])
        expect(warped(x, { logA: 0, logB: 0 })).toBeCloseTo(x, 12)
      }),
    )
  })

  test('has the slopes of its differences', () => {
    fc.assert(
      fc.property(shapes, inside, (shape, x) => {
        const step = 1e-6
        const slope = (key: keyof Shape) =>
          (warped(x, { ...shape, [key]: shape[key] + step }) - warped(x, { ...shape, [key]: shape[key] - step })) /
          (2 * step)
        const [byA, byB] = warpSlopes(x, shape)
        expect(byA).toBeCloseTo(slope('logA'), 6)
        expect(byB).toBeCloseTo(slope('logB'), 6)
      }),
    )
  })
})

const plane = gpSpace(cube(2, float(0, 1)), null)

/** Points with the values of a function that changes much faster near 0 in the first coordinate. */
function observed(count: number) {
  const rng = createRng('observed')
  const rows = Array.from({ length: count }, () => Float64Array.of(rng.uniform(), rng.uniform()))
  const values = Float64Array.from(rows, ([x, y]) => 1.2 * Math.sin(9 * x ** 0.25) + 0.3 * (y - 0.5))
  return { rows, values }
}

describe('fitWarped', () => {
  test('follows the gradient of its differences', () => {
    const rng = createRng(5)
    const loss = warpedLoss(plane, observed(12), { numbers: [0, 1], hypers: 4 })
    for (let run = 0; run < 10; run++) {
      const raw = Float64Array.from({ length: 8 }, () => 0.5 * rng.normal())
      const gradient = new Float64Array(8)
      loss(raw, gradient)
      for (let i = 0; i < 8; i++) {
        const at = (shift: number) => loss(raw.with(i, raw[i] + shift), new Float64Array(8))
        expect(Math.abs(gradient[i] - (at(1e-5) - at(-1e-5)) / 2e-5)).toBeLessThan(1e-4 * (1 + Math.abs(gradient[i])))
      }
    }
  })

  test('stretches the part of a range in which the objective changes fast', () => {
    const { warp, hyper } = fitWarped(plane, observed(40), true)
    // The lower quarter of x gets more than a quarter of the warped range; y, which is even, about its quarter.
    expect(warped(0.25, warp[0]!)).toBeGreaterThan(0.4)
    expect(Math.abs(warped(0.25, warp[1]!) - 0.25)).toBeLessThan(0.15)
    expect(hyper.noiseVariance).toBeGreaterThanOrEqual(8e-4)
    expect(fitWarped(plane, observed(10), false).warp).toEqual([null, null])
  })

  test('is repeated when there are a twentieth more trials', () => {
    expect([0, 1, 2, 39, 40, 41, 42, 200].map(fittedCount)).toEqual([0, 1, 2, 39, 40, 40, 42, 200])
    for (let n = 1; n < 300; n++) {
      expect(fittedCount(n)).toBeLessThanOrEqual(n)
      expect(fittedCount(n)).toBeGreaterThan(n / 1.06 - 1)
    }
  })
})

describe('MACE', () => {
  const mace = { kappa: 2, best: 0.5, thresholds: [] }

  test('is the optimistic loss, and the logarithms of expected and probable improvement', () => {
    const [lcb, ei, pi] = maceLosses({ means: [0.5], deviations: [2] }, { ...mace, best: 0.5 })
    expect(lcb).toBeCloseTo(-0.5 - 4, 12)
    // EI at z = 0 is σ φ(0); PI just below one half.
    expect(Math.exp(-ei)).toBeCloseTo(2 / Math.sqrt(2 * Math.PI), 12)
    expect(Math.exp(-pi)).toBeCloseTo(0.5, 4)
  })

  test('counts unlikely constraints against all three, and only them while nothing is feasible', () => {
    const at = (constraint: number, best: number | null) =>
      maceLosses({ means: [0, constraint], deviations: [1, 1] }, { ...mace, best, thresholds: [0] })
    at(-3, 0.5).forEach((loss, k) => expect(loss).toBeGreaterThan(at(3, 0.5)[k]))
    expect(new Set(at(1, null)).size).toBe(1)
  })

  test('weighs uncertainty more the longer it searches and the more parameters there are', () => {
    expect(kappaOf(100, 6)).toBeGreaterThan(kappaOf(10, 6))
    expect(kappaOf(10, 20)).toBeGreaterThan(kappaOf(10, 6))
    expect(kappaOf(10, 6)).toBeCloseTo(Math.sqrt(5 * Math.log(10) + Math.log(Math.PI ** 2 / 0.01)), 12)
  })
})

test('paretoSearch finds the front of two hills, inside what the space allows', () => {
  const losses = ([x, y]: Float64Array) => [(x - 0.2) ** 2 + (y - 0.5) ** 2, (x - 0.8) ** 2 + (y - 0.5) ** 2]
  const rng = createRng(4)
  const start = Array.from({ length: 40 }, () => Float64Array.of(rng.uniform(), rng.uniform()))
  const front = paretoSearch(start, {
    space: plane,
    open: [0, 1],
    allows: ([x]) => x <= 0.6,
    evaluate: (points) => points.map(losses),
    generations: 30,
    rng,
  })
  expect(front.every(([x]) => x <= 0.6)).toBe(true)
  // The exact front, from (0.2, 0.5) to (0.6, 0.5), covers 0.2156.
  const covered = hypervolume(front.map(losses), [0.4, 0.4])
  expect(covered).toBeGreaterThan(0.1)
  expect(front.every(([, y]) => Math.abs(y - 0.5) < 0.15)).toBe(true)
})

test('hebo comes down a rugged funnel in six dimensions within 45 trials', async () => {
  const space = cube(6, float(-20, 30))
  const of = (params: Params) => ackley(vector(params))
  const best: number[] = []
  for (let seed = 0; seed < 2; seed++) {
    const sampler = await resolveSampler(samplers.hebo({ populationSize: 32, generations: 10 }))
    best.push(minimize({ sampler, space, rng: createRng(seed) }, of, 45))
  }
  // Random search: about 18.
  expect(Math.max(...best)).toBeLessThan(13)
})

test('hebo refuses several objectives and bad options', async () => {
  const sampler = await resolveSampler(samplers.hebo())
  const history = { name: 'study', directions: ['minimize', 'maximize'] as const, trials: [] }
  const error = await refusal(() => sampler.suggest(suggestRequest({ space: cube(1, float(0, 1)), history })))
  expect(error.code).toBe('sampler/many-objectives')
  const bad = await refusal(() => resolveSampler(samplers.hebo({ populationSize: 2 })))
  expect(bad.code).toBe('sampler/bad-option')
})
