import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { definition } from '../../../../src/hpo/samplers/bohb/bohb.ts'
import { highestLevel } from '../../../../src/hpo/samplers/bohb/fidelity-level.ts'
import { densityAt, fitDensity } from '../../../../src/hpo/samplers/bohb/kernel-density.ts'
import { planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { schedulers } from '../../../../src/hpo/schedulers/registry.ts'
import { floatDistribution } from '../../../../src/hpo/space/distribution.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { createStudy } from '../../../../src/hpo/setup/create-study.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const x = floatDistribution('x', { low: 0, high: 1 })

describe('`highestLevel`', () => {
  const curves = [{ 1: 5, 3: 2 }, { 1: 4, 3: 3 }, { 1: 3 }, { 1: NaN }, {}]
  const trials = curves.map((curve, number) =>
    trialRecord({
      number,
      state: 'running',
      intermediateValues: new Map(Object.entries(curve).map(([step, value]) => [Number(step), value])),
    }),
  )
  const level = (least: number, more: Parameters<typeof trialRecord>[0][] = []) => {
    const all = [...trials, ...more.map(trialRecord)]
    const found = highestLevel({ name: 'study', directions: ['minimize'], trials: all }, least)
    return found?.map(({ trial }) => trial.number) ?? null
  }

  test('is the highest step that enough trials have reached, the best of them first', () => {
    expect(level(2)).toEqual([0, 1])
    expect(level(3)).toEqual([2, 1, 0, 3])
    expect(level(5)).toBeNull()
  })

  test('is that of complete trials once there are enough, infeasible ones last', () => {
    const done = [
      { number: 5, values: [1], systemAttrs: { constraints: [1] } },
      { number: 6, values: [3] },
      { number: 7, values: [2] },
    ]
    expect(level(3, done)).toEqual([7, 6, 5])
    expect(level(4, done)).toEqual([2, 1, 0, 3])
  })
})

test('`fitDensity` has the bandwidths and values of the normal reference rule', () => {
  const { axes } = planSpace(new Map([['x', x]]))
  const density = fitDensity(axes, Float64Array.of(0.2, 0.4, 0.9), 1e-3)
  // σ = √(0.26/3), of which 1.06 · 3^(−1/5) is taken.
  const bandwidth = 1.06 * Math.sqrt(0.26 / 3) * 3 ** -0.2
  expect(density.bandwidths[0]).toBeCloseTo(bandwidth, 12)
  const normal = (d: number) => Math.exp((-d * d) / (2 * bandwidth ** 2)) / (bandwidth * Math.sqrt(2 * Math.PI))
  expect(densityAt(density, Float64Array.of(0.5))).toBeCloseTo((normal(0.3) + normal(0.1) + normal(-0.4)) / 3, 12)
  expect(fitDensity(axes, Float64Array.of(0.5, 0.5), 0.01).bandwidths[0]).toBe(0.01)
})

describe('`bohb.suggest`', () => {
  const trials = Array.from({ length: 60 }, (_, number) => {
    const value = createRng(number).uniform()
    return trialRecord({
      number,
      state: 'pruned',
      params: { x: value },
      distributions: { x },
      // Early reports say the opposite of later ones.
      intermediateValues: new Map([
        [1, -Math.abs(value - 0.3)],
        [9, Math.abs(value - 0.3)],
      ]),
    })
  })
  const draws = (options: Parameters<typeof definition.create>[0]) => {
    const sampler = definition.create(options)
    const history = { name: 'study', directions: ['minimize' as const], trials }
    return Array.from({ length: 200 }, (_, seed) =>
      Number(sampler.suggest(suggestRequest({ space: new Map([['x', x]]), history, rng: createRng(seed) })).x),
    )
  }
  const near = (values: readonly number[]) =>
    values.filter((value) => Math.abs(value - 0.3) < 0.1).length / values.length

  test('believes the longest runs, and draws near their best', () => {
    expect(near(draws({ randomFraction: 0 }))).toBeGreaterThan(0.9)
  })

  test('draws a third at random, of which a fifth happens to be near', () => {
    // 2/3 + 1/3 · 0.2 = 0.73, with a standard deviation of 0.03.
    const share = near(draws({}))
    expect(share).toBeGreaterThan(0.62)
    expect(share).toBeLessThan(0.84)
    expect(near(draws({ randomFraction: 1 }))).toBeLessThan(0.32)
  })
})

test('BOHB finds better trials than Hyperband with random ones', async () => {
  const search = space({ a: float(0, 1), b: float(0, 1), c: float(0, 1), d: float(0, 1), epochs: int(1, 27) })
  const fidelity = { name: 'epochs', min: 1, max: 27 }
  const best = async (sampler: 'bohb' | 'random', seed: number) => {
    const study = await createStudy({ storage: 'memory:', seed: `${sampler} ${seed}`, sampler })
    const loss = (p: { a: number; b: number; c: number; d: number }, epochs: number) =>
      (p.a - 0.3) ** 2 + (p.b - 0.7) ** 2 + (p.c - 0.2) ** 2 + (p.d - 0.9) ** 2 + 1 / epochs
    await study.optimize(search, (p, trial) => loss(p, trial.budget!), {
      scheduler: schedulers.hyperband({ fidelity, rounds: 3 }),
    })
    return study.bestValue - 1 / 27
  }
  const medianOf = async (sampler: 'bohb' | 'random') => {
    const values: number[] = []
    for (let seed = 0; seed < 9; seed++) values.push(await best(sampler, seed))
    return values.sort((a, b) => a - b)[4]
  }
  // Distances to the optimum. A sampler that learns nothing has a ratio of about 1.
  const [ours, theirs] = [await medianOf('bohb'), await medianOf('random')]
  expect(ours).toBeLessThan(0.6 * theirs)
})
