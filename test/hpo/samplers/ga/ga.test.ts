import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import { definition, type GaOptions } from '../../../../src/hpo/samplers/ga/ga.ts'
import { roulette, rouletteWeights } from '../../../../src/hpo/samplers/ga/roulette.ts'
import type { Survivor } from '../../../../src/hpo/samplers/nsga/individual.ts'
import { samplers } from '../../../../src/hpo/samplers/registry.ts'
import type { Distribution, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { createStudy } from '../../../../src/hpo/setup/create-study.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const parents = (losses: readonly number[], violations: readonly number[] = []): Survivor[] =>
  losses.map((loss, number) => ({
    trial: trialRecord({ number, values: [loss] }),
    losses: [loss],
    violation: violations[number] ?? 0,
    rank: number,
    room: 0,
  }))

describe('roulette', () => {
  test('gives better parents larger weights, the worst one above 0, whatever the sign of the values', () => {
    for (const shift of [-1000, -3, 0, 1000]) {
      const weights = rouletteWeights(parents([3, 1, 2].map((loss) => loss + shift)))
      expect(weights[1]).toBeGreaterThan(weights[2])
      expect(weights[2]).toBeGreaterThan(weights[0])
      expect(weights[0]).toBeGreaterThan(0)
      expect([...weights]).toEqual([...rouletteWeights(parents([3, 1, 2]))].map((weight) => expect.closeTo(weight, 9)))
    }
  })

  test('gives equal parents equal weights, also when all are infinite', () => {
    for (const loss of [5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(new Set(rouletteWeights(parents([loss, loss, loss]))).size).toBe(1)
    }
    expect([...rouletteWeights(parents([1, Number.POSITIVE_INFINITY, 2]))].every(Number.isFinite)).toBe(true)
    expect([...rouletteWeights(parents([1e308, -1e308]))].every((weight) => weight > 0)).toBe(true)
  })

  test('gives those that violate a constraint no more than the worst that does not', () => {
    const weights = rouletteWeights(parents([-100, 1, 2], [3, 0, 0]))
    expect(weights[0]).toBe(weights[2])
    const none = rouletteWeights(parents([1, 2, 3], [3, 2, 1]))
    expect(none[2]).toBeGreaterThan(none[0])
  })

  test('draws each parent as often as its weight says, never one twice', () => {
    const family = parents([-3, -1, -2])
    const weights = rouletteWeights(family)
    const total = weights.reduce((a, b) => a + b, 0)
    const first = Array.from({ length: 3000 }, (_, seed) => roulette(family, 2, createRng(seed)))
    for (const [number, weight] of weights.entries()) {
      const share = first.filter(([one]) => one.trial.number === number).length / first.length
      // Five standard deviations of a binomial share with n = 3000 are at most 0.046.
      expect(Math.abs(share - weight / total)).toBeLessThan(0.046)
    }
    expect(first.every(([one, other]) => one !== other)).toBe(true)
  })
})

describe('`ga`', () => {
  const cube = space({ a: float(-5, 5), b: float(-5, 5), c: float(-5, 5) })
  const best = async (sampler: ReturnType<typeof samplers.ga | typeof samplers.random>, seed: number) => {
    const study = await createStudy({ storage: 'memory:', sampler, pruner: null, direction: 'maximize', seed })
    // All values are negative.
    await study.optimize(cube, ({ a, b, c }) => -10 - a * a - b * b - c * c, { trials: 200, progress: false })
    const value = study.bestValue
    await study.close()
    return value
  }

  test.each(['tournament', 'roulette'] as const)(
    'with %s beats random search on a sphere of negative values',
    async (selection) => {
      const seeds = [0, 1, 2, 3, 4, 5]
      const ours = await Promise.all(seeds.map((seed) => best(samplers.ga({ selection, populationSize: 20 }), seed)))
      const theirs = await Promise.all(seeds.map((seed) => best(samplers.random(), seed)))
      expect(10 + quantile(ours, 0.5)).toBeGreaterThan(0.5 * (10 + quantile(theirs, 0.5)))
    },
  )

  const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
  const line: SearchSpace = new Map([['x', unit]])
  const trials = Array.from({ length: 20 }, (_, number) =>
    trialRecord({
      number,
      params: { x: number / 20 },
      values: [number],
      systemAttrs: number < 10 ? {} : { 'ansatz:ga': { generation: 1 } },
    }),
  )
  const suggestions = (options: GaOptions) => {
    const sampler = definition.create({ populationSize: 10, crossoverProb: 0, mutationProb: 0, ...options })
    const history = { name: 'study', directions: ['minimize'] as const, trials }
    return Array.from(
      { length: 100 },
      (_, seed) => sampler.suggest(suggestRequest({ space: line, history, rng: createRng(seed) })).x as number,
    )
  }

  test('keeps `elites` of the parents beside their children', () => {
    const old = (options: GaOptions) => new Set(suggestions(options).filter((x) => x < 0.5))
    expect(old({ elites: 0 }).size).toBe(0)
    expect(old({ elites: 3 })).toEqual(new Set([0, 0.05, 0.1]))
  })

  test('refuses a study with two objectives', () => {
    const history = { name: 'study', directions: ['minimize', 'maximize'] as const, trials: [] }
    expect(() => definition.create().suggest(suggestRequest({ space: line, history }))).toThrow(
      expect.objectContaining({ code: 'sampler/many-objectives' }),
    )
  })

  test.each([
    [{ selection: 'best' }, 'Option "selection" of sampler "ga" is "best". Allowed: tournament or roulette.'],
    [{ elites: -1 }, 'Option "elites" of sampler "ga" is -1. Allowed: a whole number, at least 0.'],
  ])('refuses %j: %s', (options, text) => {
    expect(() => definition.create(options as GaOptions)).toThrow(text)
  })
})
