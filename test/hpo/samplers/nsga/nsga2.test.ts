import { describe, expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { Direction } from '../../../../src/hpo/core/direction.ts'
import type { History } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { studyHypervolume } from '../../../../src/hpo/objectives/study-hypervolume.ts'
import { samplers } from '../../../../src/hpo/samplers/registry.ts'
import { definition } from '../../../../src/hpo/samplers/nsga/nsga2.ts'
import type { NsgaOptions } from '../../../../src/hpo/samplers/nsga/nsga-options.ts'
import type { Distribution, Params, SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { choice } from '../../../../src/hpo/space/kinds/choice.ts'
import { int } from '../../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import { createStudy } from '../../../../src/hpo/setup/create-study.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const unit: Distribution = { kind: 'float', low: 0, high: 1, log: false, step: null }
const square: SearchSpace = new Map([
  ['x', unit],
  ['y', unit],
])
const history = (trials: readonly TrialRecord[], directions: readonly Direction[] = ['minimize']): History => ({
  name: 'study',
  directions,
  trials,
})
/** A population in which only what lies near (0.2, 0.7) is good. */
const population = (count: number): TrialRecord[] => {
  const rng = createRng('population')
  return Array.from({ length: count }, (_, number) => {
    const [x, y] = [rng.uniform(), rng.uniform()]
    return trialRecord({ number, params: { x, y }, values: [Math.hypot(x - 0.2, y - 0.7)] })
  })
}
const noted = (trial: TrialRecord, generation: number): TrialRecord => ({
  ...trial,
  systemAttrs: { ...trial.systemAttrs, 'ansatz:nsga2': { generation } },
})
const numbers = (params: Params) => [params.x, params.y] as [number, number]

describe('`nsga2.suggest`', () => {
  const small: NsgaOptions = { populationSize: 10 }

  test('draws at random, parameter by parameter, until the first generation is complete', () => {
    const sampler = definition.create(small)
    expect(sampler.isStartup!(history(population(9)), null)).toBe(true)
    expect(sampler.isStartup!(history(population(10)), null)).toBe(false)
    const failed = population(10).map((trial) => (trial.number === 3 ? { ...trial, state: 'fail' as const } : trial))
    expect(sampler.isStartup!(history(failed), null)).toBe(true)
  })

  test('notes the generation of each trial that it breeds', () => {
    const sampler = definition.create(small)
    const noteOf = (trials: readonly TrialRecord[]) => {
      const notes: unknown[] = []
      const trial = { number: trials.length, fixed: {}, note: (...note: unknown[]) => void notes.push(note) }
      sampler.suggest(suggestRequest({ space: square, history: history(trials), trial }))
      return notes
    }
    expect(noteOf(population(5))).toEqual([])
    expect(noteOf(population(10))).toEqual([['ansatz:nsga2', { generation: 1 }]])
    const second = population(20).map((trial) => (trial.number < 10 ? trial : noted(trial, 1)))
    expect(noteOf(second.slice(0, 19))).toEqual([['ansatz:nsga2', { generation: 1 }]])
    expect(noteOf(second)).toEqual([['ansatz:nsga2', { generation: 2 }]])
  })

  test('breeds from the best: children of a generation lie nearer to the optimum than the generation did', () => {
    const sampler = definition.create({ populationSize: 20 })
    const trials = population(200)
    const distance = ([x, y]: [number, number]) => Math.hypot(x - 0.2, y - 0.7)
    const born = Array.from({ length: 100 }, (_, seed) =>
      distance(
        numbers(sampler.suggest(suggestRequest({ space: square, history: history(trials), rng: createRng(seed) }))),
      ),
    )
    const before = trials.map(({ params }) => distance(numbers(params)))
    expect(quantile(born, 0.5)).toBeLessThan(0.6 * quantile(before, 0.5))
  })

  test('crosses nothing and mutates nothing when told so, and then does not repeat a parent as long as it can', () => {
    const copy = definition.create({ ...small, crossoverProb: 0, mutationProb: 0 })
    const trials = population(10)
    const parents = trials.map(({ params }) => params)
    expect(parents).toContainEqual(copy.suggest(suggestRequest({ space: square, history: history(trials) })))
    const usual = definition.create({ ...small, crossoverProb: 0, mutationProb: 0.5 })
    for (let seed = 0; seed < 50; seed++) {
      const params = usual.suggest(suggestRequest({ space: square, history: history(trials), rng: createRng(seed) }))
      expect(parents).not.toContainEqual(params)
    }
  })

  test('prefers parents that violate no constraint, and those that violate less', () => {
    const violating = (amount: (x: number) => number) =>
      population(40).map((trial) => ({ ...trial, systemAttrs: { constraints: [amount(trial.params.x as number)] } }))
    const sampler = definition.create(small)
    const meanX = (trials: readonly TrialRecord[]) => {
      const drawn = Array.from({ length: 100 }, (_, seed) =>
        numbers(sampler.suggest(suggestRequest({ space: square, history: history(trials), rng: createRng(seed) }))),
      )
      return quantile(drawn.map(([x]) => x), 0.5) // prettier-ignore
    }
    expect(meanX(population(40))).toBeLessThan(0.35)
    // Only x > 0.6 is feasible; then nothing is, and large x is least wrong.
    expect(meanX(violating((x) => 0.6 - x))).toBeGreaterThan(0.6)
    expect(meanX(violating((x) => 2 - x))).toBeGreaterThan(0.8)
  })

  test('counts trials that end after their generation was over, and those of other samplers', () => {
    const sampler = definition.create({ ...small, crossoverProb: 0, mutationProb: 0 })
    const trials = population(20).map((trial) => (trial.number < 10 ? trial : noted({ ...trial, values: [5] }, 1)))
    const late = trialRecord({ number: 20, params: { x: 0.123, y: 0.456 }, values: [-1] })
    const found = (more: readonly TrialRecord[]) =>
      Array.from({ length: 30 }, (_, seed) =>
        sampler.suggest(
          suggestRequest({ space: square, history: history([...trials, ...more]), rng: createRng(seed) }),
        ),
      ).filter(({ x }) => x === 0.123).length
    expect(found([])).toBe(0)
    expect(found([late])).toBeGreaterThan(0)
    expect(found([noted(late, 1)])).toBeGreaterThan(0)
  })

  test('goes back as far as it must when a trial of an old generation ends', () => {
    const used = definition.create({ populationSize: 4 })
    const slow = { number: 5, state: 'running', values: null } as const
    const trials = population(60).map((trial) => {
      const known = noted(trial, Math.floor(trial.number / 4))
      return trial.number === slow.number ? { ...known, ...slow } : known
    })
    const draw = (sampler: typeof used, seen: readonly TrialRecord[]) =>
      Array.from({ length: 20 }, (_, seed) =>
        sampler.suggest(suggestRequest({ space: square, history: history(seen), rng: createRng(seed) })),
      )
    for (let count = 1; count <= trials.length; count++) draw(used, trials.slice(0, count))
    const ended = trials.map((trial) =>
      trial.number === slow.number ? { ...trial, state: 'complete' as const, values: [-1] } : trial,
    )
    const fresh = () => definition.create({ populationSize: 4 })
    expect(draw(used, ended)).toEqual(draw(fresh(), ended))
    expect(draw(used, ended)).not.toEqual(draw(fresh(), trials))
  })

  test('puts parents’ values that are out of a changed range at its end, and never suggests what is not allowed', () => {
    const narrow: SearchSpace = new Map([
      ['x', { ...unit, low: 0.5 }],
      ['y', unit],
    ])
    const sampler = definition.create(small)
    const allows = ({ y }: Params) => (y as number) > 0.3
    for (let seed = 0; seed < 50; seed++) {
      const params = sampler.suggest(
        suggestRequest({
          space: narrow,
          history: history(population(20)),
          rng: createRng(seed),
          declared: { leaves: new Map(), allows },
        }),
      )
      expect(params.x as number).toBeGreaterThanOrEqual(0.5)
      expect(allows(params)).toBe(true)
    }
  })

  test('draws uniformly when the parents lack the parameters', () => {
    const fresh: SearchSpace = new Map([['z', unit]])
    const { z } = definition.create(small).suggest(suggestRequest({ space: fresh, history: history(population(20)) }))
    expect(z).toBeGreaterThan(0)
  })
})

describe('`nsga2` in a study', () => {
  const zdt1 = (x: readonly number[]): [number, number] => {
    const g = 1 + (9 * x.slice(1).reduce((sum, value) => sum + value, 0)) / (x.length - 1)
    return [x[0], g * (1 - Math.sqrt(x[0] / g))]
  }
  const cube = space({ a: float(0, 1), b: float(0, 1), c: float(0, 1), d: float(0, 1) })
  const run = async (sampler: ReturnType<typeof samplers.nsga2 | typeof samplers.random>, seed: number) => {
    const directions = ['minimize', 'minimize'] as const
    const study = await createStudy({ storage: 'memory:', sampler, pruner: null, directions, seed })
    await study.optimize(cube, ({ a, b, c, d }) => zdt1([a, b, c, d]), { trials: 200, progress: false })
    const volume = studyHypervolume(study, [1.1, 1.1])
    await study.close()
    return volume
  }

  test('covers much more of objective space than random search with 200 trials', async () => {
    const seeds = [0, 1, 2, 3, 4, 5]
    const ours = await Promise.all(seeds.map((seed) => run(samplers.nsga2({ populationSize: 20 }), seed)))
    const random = await Promise.all(seeds.map((seed) => run(samplers.random(), seed)))
    expect(quantile(ours, 0.5)).toBeGreaterThan(quantile(random, 0.5) + 0.15)
  })

  test('a fresh sampler goes on exactly where one that has seen it all is, with 4 workers and branches', async () => {
    const branched = space({
      scale: float(0.1, 10).log(),
      model: oneOf('name', {
        poly: { degree: int(1, 5), kind: choice('a', 'b') },
        net: { width: int(4, 64).log() },
      }),
    })
    const used = definition.create({ populationSize: 8 })
    const study = await createStudy({ storage: 'memory:', sampler: used, pruner: null, seed: 3 })
    await study.optimize(
      branched,
      async ({ scale, model }, trial) => {
        await new Promise((resolve) => setTimeout(resolve, trial.number % 3))
        return scale + (model.name === 'poly' ? model.degree : model.width / 10)
      },
      { trials: 60, concurrency: 4, progress: false },
    )
    const past = history(study.trials)
    const generations = study.trials.map(({ systemAttrs }) => systemAttrs['ansatz:nsga2'])
    expect(generations.filter((note) => note !== undefined).length).toBeGreaterThan(45)
    const fixed: SearchSpace = new Map([['scale', { kind: 'float', low: 0.1, high: 10, log: true, step: null }]])
    for (let seed = 0; seed < 10; seed++) {
      const request = () => suggestRequest({ space: fixed, history: past, rng: createRng(seed) })
      expect(definition.create({ populationSize: 8 }).suggest(request())).toEqual(used.suggest(request()))
    }
    await study.close()
  })
})

describe('`nsga2` options', () => {
  test.each([
    [{ populationSize: 1 }, 'Option "populationSize" of sampler "nsga2" is 1. Allowed: a whole number, at least 2.'],
    [{ crossoverProb: 2 }, 'Option "crossoverProb" of sampler "nsga2" is 2. Allowed: a number from 0 to 1.'],
    [{ mutationProb: -0.1 }, 'Option "mutationProb" of sampler "nsga2" is -0.1. Allowed: a number from 0 to 1.'],
    [{ crossover: 'two' }, 'Option "crossover" of sampler "nsga2" is "two". Allowed: uniform, blxAlpha, spx, sbx'],
    [{ crossover: { name: 'sbx', eta: -1 } }, 'Option "crossover" of sampler "nsga2" is '],
    [{ mutation: 'gauss' }, 'Option "mutation" of sampler "nsga2" is "gauss". Allowed: resample, polynomial'],
  ])('%j: %s', (options, text) => {
    expect(() => definition.create(options as NsgaOptions)).toThrow(text)
  })

  test.each([
    'uniform',
    'blxAlpha',
    'spx',
    'sbx',
    'vsbx',
    'undx',
    { name: 'blxAlpha', alpha: 0.2 },
    { name: 'undx', sigmaXi: 0.3, sigmaEta: 0.1 },
  ] as const)('crossover %j breeds children inside the space', (crossover) => {
    const sampler = definition.create({ populationSize: 10, crossover, mutation: 'polynomial' })
    for (let seed = 0; seed < 30; seed++) {
      const [x, y] = numbers(
        sampler.suggest(suggestRequest({ space: square, history: history(population(20)), rng: createRng(seed) })),
      )
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(Math.max(x, y)).toBeLessThanOrEqual(1)
    }
  })
})
