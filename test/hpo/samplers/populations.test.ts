import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { nudge } from '../../../src/hpo/samplers/nudge.ts'
import { resolveSampler, type SamplerChoice, samplers } from '../../../src/hpo/samplers/registry.ts'
import type { Distribution, Params, SearchSpace } from '../../../src/hpo/space/distribution.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float as floatNode } from '../../../src/hpo/space/kinds/float.ts'
import { int as intNode } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { openStudy, refusal } from '../study/setup.ts'
import { minimize } from './ask-tell.ts'
import { ackley, cube, float, hartmann6, rosenbrock, vector } from './problems.ts'

const seeds = Array.from({ length: 15 }, (_, seed) => seed)

async function median(choice: SamplerChoice, problem: Problem): Promise<number> {
  const best: number[] = []
  for (const seed of seeds) {
    const start = { sampler: await resolveSampler(choice), space: problem.space, rng: createRng(seed) }
    best.push(minimize(start, problem.of, problem.trials))
  }
  return quantile(best, 0.5)
}

interface Problem {
  readonly space: SearchSpace
  readonly of: (params: Params) => number
  readonly trials: number
}
const hart6: Problem = { space: cube(6, float(0, 1)), of: (params) => hartmann6(vector(params)), trials: 150 }
const rosen5: Problem = { space: cube(5, float(-5, 10)), of: (params) => rosenbrock(vector(params)), trials: 200 }
const ackley10: Problem = { space: cube(10, float(-32, 32)), of: (params) => ackley(vector(params)), trials: 200 }
const layers: Problem = {
  // An architecture: eight choices, each best when it follows the one before.
  space: new Map(
    Array.from({ length: 8 }, (_, i) => [`layer${i}`, { kind: 'categorical', choices: ['a', 'b', 'c', 'd', 'e'] }]),
  ),
  of: (params) =>
    Object.keys(params).toSorted((a, b) => (a < b ? -1 : 1)).reduce(
      (wrong, name, i) => wrong + Number(params[name] !== 'abcde'[i % 5]), 0), // prettier-ignore
  trials: 250,
}

// Medians of random search over the same seeds: −2.0, 2900, 19.1 and 3.
test.each([
  { name: 'de', choice: samplers.de(), problem: hart6, atMost: -2.45 },
  { name: 'de', choice: samplers.de(), problem: rosen5, atMost: 700 },
  { name: 'guided de', choice: samplers.de({ strategy: 'currentToBest1bin' }), problem: rosen5, atMost: 300 },
  { name: 'evolution', choice: samplers.evolution(), problem: hart6, atMost: -3.05 },
  { name: 'evolution', choice: samplers.evolution(), problem: layers, atMost: 0 },
  { name: 'localSearch', choice: samplers.localSearch(), problem: rosen5, atMost: 60 },
  { name: 'localSearch', choice: samplers.localSearch(), problem: ackley10, atMost: 9.5 },
])('$name is far ahead of random search', async ({ choice, problem, atMost }) => {
  expect(await median(choice, problem)).toBeLessThanOrEqual(atMost)
  expect(await median(samplers.random(), problem)).toBeGreaterThan(atMost)
})

const s = space({
  lr: floatNode(1e-5, 1).log(),
  depth: intNode(1, 20),
  act: choice('tanh', 'sin'),
  opt: oneOf('name', { adam: { beta: floatNode(0, 1) }, sgd: { momentum: floatNode(0, 1) } }),
})

describe('de', () => {
  test('lets trial n compete for place n mod N: each child mixes its place’s best trial with a mutant', async () => {
    const study = await openStudy({
      sampler: await resolveSampler(samplers.de({ populationSize: 5, crossoverRate: 0 })),
    })
    const plain = space({ a: floatNode(0, 1), b: floatNode(0, 1), c: floatNode(0, 1) })
    await study.optimize(plain, ({ a, b, c }) => a + b + c, { trials: 60, concurrency: 3 })
    for (const trial of study.trials.slice(12)) {
      const place = study.trials.filter(({ number }) => number < trial.number - 3 && number % 5 === trial.number % 5)
      const target = place.reduce((x, y) => (y.values![0] <= x.values![0] ? y : x))
      // Without crossover exactly one parameter comes from the mutant.
      const kept = ['a', 'b', 'c'].filter((name) => trial.params[name] === target.params[name])
      expect(kept.length).toBeGreaterThanOrEqual(2)
    }
  })

  test.each([
    [{ populationSize: 3 }, /at least 4/],
    [{ strategy: 'best' }, /"rand1bin" or "currentToBest1bin"/],
    [{ differentialWeight: 0 }, /above 0 and at most 2/],
    [{ crossoverRate: 2 }, /from 0 to 1/],
  ])('%j is refused', async (options, text) => {
    await expect(resolveSampler(samplers.de(options as never))).rejects.toThrow(text)
  })
})

describe('evolution', () => {
  test('gives each child exactly one parameter that its parent did not have', async () => {
    const study = await openStudy({ sampler: await resolveSampler(samplers.evolution({ populationSize: 6 })) })
    const plain = space({ a: choice(1, 2, 3), b: intNode(0, 3), c: floatNode(0, 1) })
    await study.optimize(plain, ({ a, b, c }) => a + b + c, { trials: 60 })
    for (const child of study.trials.slice(6)) {
      const parents = study.trials.slice(Math.max(0, child.number - 6), child.number)
      const differences = parents.map(
        ({ params }) => ['a', 'b', 'c'].filter((name) => params[name] !== child.params[name]).length,
      )
      expect(differences).toContain(1)
    }
  })
})

describe.each(['de', 'evolution', 'localSearch', 'trend'] as const)('%s', (name) => {
  test('handles branches, choices, failures and four workers', async () => {
    const study = await openStudy({ sampler: name })
    await study.optimize(
      s,
      ({ lr, depth, opt }, { number }) => {
        if (number % 9 === 4) throw new RangeError('diverged')
        return Math.log(lr) ** 2 + depth + (opt.name === 'adam' ? opt.beta : 2)
      },
      { trials: 70, concurrency: 4, catch: [RangeError] },
    )
    expect(study.trials.filter(({ state }) => state === 'complete')).toHaveLength(62)
  })

  test('refuses several objectives', async () => {
    const error = await refusal(() => openStudy({ sampler: name, directions: ['minimize', 'minimize'] }))
    expect(error.message).toContain(`"${name}"`)
  })
})

describe('nudge', () => {
  test.each<[string, Distribution, Params[string]]>([
    ['a coarse grid', { kind: 'int', low: 0, high: 2, log: false, step: 1 }, 1],
    ['a choice', { kind: 'categorical', choices: ['a', 'b'] }, 'a'],
    ['an end of a range', { kind: 'float', low: 1, high: 8, log: true, step: null }, 8],
  ])('never gives the same value from %s', (_, distribution, value) => {
    for (let seed = 0; seed < 200; seed++) {
      expect(nudge(distribution, { value, deviation: 0.01 }, createRng(seed))).not.toBe(value)
    }
  })
})

describe('trend', () => {
  test('multiplies the latest parameters by 0.8 to 1.2 while values improve, by 0.1 to 2 while they do not', async () => {
    const study = await openStudy({ sampler: 'trend' })
    const values = [5, 4, 3, 2, 1, 9, 9, 9, 9, 9, 9, 9]
    await study.optimize(space({ x: floatNode(1e-9, 1e9).log() }), (_, { number }) => values[number], { trials: 12 })
    const x = study.trials.map(({ params }) => params.x as number)
    const factor = (number: number) => x[number] / x[number - 1]
    for (const number of [2, 3, 4, 5]) expect(Math.abs(factor(number) - 1)).toBeLessThanOrEqual(0.2)
    const later = [6, 7, 8, 9, 10, 11].map(factor)
    for (const f of later) expect(f).toSatisfy((value: number) => value >= 0.1 && value <= 2)
    expect(later.some((f) => Math.abs(f - 1) > 0.2)).toBe(true)
  })
})

describe('partialFixed', () => {
  test('pins parameters, branches included, and lets the base draw the others', async () => {
    const sampler = await resolveSampler(
      samplers.partialFixed({ base: samplers.tpe({ nStartupTrials: 3 }), fixed: { act: 'sin', opt: 'sgd', lr: 0.1 } }),
    )
    const study = await openStudy({ sampler })
    await study.optimize(s, ({ depth }) => depth, { trials: 20 })
    for (const { params } of study.trials) {
      expect(params).toMatchObject({ act: 'sin', opt: 'sgd', lr: 0.1 })
      expect(Object.keys(params)).toContain('opt.sgd.momentum')
    }
    expect(study.bestValue).toBeLessThan(4)
  })

  test('leaves the base only the combinations with the pinned values, and ends with it', async () => {
    const small = space({ a: choice('x', 'y', 'z'), b: intNode(1, 4), c: choice(true, false) })
    const study = await openStudy({
      sampler: await resolveSampler(samplers.partialFixed({ base: 'grid', fixed: { a: 'y' } })),
    })
    await study.optimize(small, ({ b }) => b, { trials: 100, concurrency: 3 })
    expect(study.trials).toHaveLength(8)
    expect(new Set(study.trials.map(({ params }) => JSON.stringify([params.b, params.c]))).size).toBe(8)
  })

  test('pins in a define-by-run study', async () => {
    const sampler = await resolveSampler(samplers.partialFixed({ base: 'tpe', fixed: { x: 0.25 } }))
    const study = await openStudy({ sampler })
    await study.optimize((trial) => trial.float('x', 0, 1) + trial.float('y', 0, 1), { trials: 15 })
    expect(study.trials.every(({ params }) => params.x === 0.25)).toBe(true)
    expect(new Set(study.trials.map(({ params }) => params.y)).size).toBe(15)
  })

  test('lets a base that cannot model a parameter have it pinned', async () => {
    const sampler = await resolveSampler(samplers.partialFixed({ base: 'cmaEs', fixed: { act: 'sin', opt: 'adam' } }))
    const study = await openStudy({ sampler })
    await study.optimize(s, ({ depth }) => depth, { trials: 25 })
    expect(study.trials.every(({ params }) => params.act === 'sin')).toBe(true)
  })

  test.each([
    [{ fixed: { lr: 7 } }, 'sampler/bad-pin', /"lr" to 7.*from 0.00001 to 1/],
    [{ fixed: { rate: 1 } }, 'sampler/unknown-pin', /"rate".*"lr"/],
    [{ base: 'cmaEs', fixed: { lr: 0.1 } }, 'sampler/unsupported-parameter', /"cmaEs" cannot model/],
  ] as const)('%j is refused with %s', async (options, code, text) => {
    const study = await openStudy({ sampler: await resolveSampler(samplers.partialFixed(options)) })
    const error = await refusal(() => study.ask(s))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(text)
  })

  test.each([{ fixed: 3 }, { fixed: { lr: {} } }, { base: 'nope' }])('%j is refused', async (options) => {
    await expect(resolveSampler(samplers.partialFixed(options as never))).rejects.toThrow()
  })
})
