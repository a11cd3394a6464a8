import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { CmaOptions } from '../../../../src/hpo/samplers/cma-es/cma-options.ts'
import { definition } from '../../../../src/hpo/samplers/cma-es/cma-es.ts'
import { resolveSampler, samplerParts, samplers } from '../../../../src/hpo/samplers/registry.ts'
import { choice } from '../../../../src/hpo/space/kinds/choice.ts'
import { float as floatNode } from '../../../../src/hpo/space/kinds/float.ts'
import { int as intNode } from '../../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import type { Study } from '../../../../src/hpo/study/study.ts'
import { quantile } from '../../../../src/math/stats/quantile.ts'
import { suggestRequest } from '../../../../src/testing/suggest-request.ts'
import { openStudy, refusal, type Setup } from '../../study/setup.ts'
import { askTell, minimize } from '../ask-tell.ts'
import { ackley, cube, float, hartmann6, int, rastrigin, rosenbrock, vector } from '../problems.ts'

const folder = await mkdtemp(join(tmpdir(), 'ansatz-cma-'))
afterAll(() => rm(folder, { recursive: true }))

const s = space({
  lr: floatNode(1e-5, 1).log(),
  depth: intNode(1, 20),
  act: choice('tanh', 'sin'),
  opt: oneOf('name', { adam: { beta1: floatNode(0, 1), beta2: floatNode(0, 1) }, sgd: { momentum: floatNode(0, 1) } }),
})
const loss = ({ lr, depth, act }: { lr: number; depth: number; act: string }): number =>
  (Math.log10(lr) + 2) ** 2 + (depth - 13) ** 2 / 20 + Number(act === 'tanh')

const cma = async (options: CmaOptions, setup: Setup = {}): Promise<Study> =>
  openStudy({ ...setup, sampler: await resolveSampler(samplers.cmaEs(options)) })

interface Note {
  readonly generation: number
  readonly x: readonly number[]
  readonly told?: readonly number[]
}
const notesOf = (study: Study): readonly (readonly [number, string, Note])[] =>
  study.trials.flatMap(({ number, systemAttrs }) =>
    Object.entries(systemAttrs)
      .filter(([key]) => key.startsWith('ansatz:cma:'))
      .map(([key, note]) => [number, key, note as unknown as Note] as const),
  )

/** The best values of a sampler over seeds, as quartiles. */
async function quartiles(
  options: CmaOptions,
  {
    seeds,
    trials,
    ...problem
  }: { seeds: number; trials: number; space: ReturnType<typeof cube>; of: (x: readonly number[]) => number },
): Promise<readonly number[]> {
  const best: number[] = []
  for (let seed = 0; seed < seeds; seed++) {
    const sampler = await definition.create(options, samplerParts)
    const start = { sampler, space: problem.space, rng: createRng(seed) }
    best.push(minimize(start, (params) => problem.of(vector(params)), trials))
  }
  return [0.25, 0.5, 0.75].map((q) => quantile(best, q))
}

describe('cmaEs in a study', () => {
  test('goes on after an interruption as if there had been none, branches and choices included', async () => {
    const options = { fallback: 'random', withMargin: true } as const
    const whole = await cma(options, { seed: 7 })
    await whole.optimize(s, loss, { trials: 30 })
    const storage = `sqlite:///${join(folder, 'continued.db')}`
    for (const trials of [10, 1, 19]) {
      await using study = await cma(options, { storage, seed: 7, loadIfExists: true })
      await study.optimize(s, loss, { trials })
    }
    await using continued = await cma(options, { storage, loadIfExists: true })
    expect(continued.trials.map(({ params }) => params)).toEqual(whole.trials.map(({ params }) => params))
  })

  test('models the parameters of each branch alone, in generations of their own', async () => {
    const study = await cma({ fallback: 'random' })
    await study.optimize(s, loss, { trials: 60 })
    const groups = new Map<string, number>()
    for (const [, key, { x }] of notesOf(study)) groups.set(key, x.length)
    // lr and depth; beta1 and beta2; momentum.
    expect([...groups.values()].toSorted((a, b) => a - b)).toEqual([1, 2, 2])
    expect(Math.max(...notesOf(study).map(([, , { generation }]) => generation))).toBeGreaterThan(5)
  })

  test('counts every solution of four workers once, in the generation in which it is known', async () => {
    const study = await cma({ fallback: 'random' })
    const plain = space({ x: floatNode(-1, 1), y: floatNode(-1, 1), z: floatNode(-1, 1) })
    let ended = 0
    await study.optimize(
      plain,
      async ({ x, y, z }, { number }) => {
        // Some end three generations late, however fast the machine is.
        if (number % 30 === 3) await expect.poll(() => ended, { interval: 1 }).toBeGreaterThanOrEqual(number + 20)
        else await new Promise((resolve) => setTimeout(resolve, (number * 13) % 7))
        ended++
        return x * x + y * y + z * z
      },
      { trials: 120, concurrency: 4 },
    )
    const told = notesOf(study).flatMap(([, , note]) => note.told ?? [])
    expect(new Set(told).size).toBe(told.length)
    const drawn = notesOf(study).map(([number]) => number)
    // What is left are the solutions of the last generation: its population of 7, and at most three that ended with it.
    expect(drawn.length - told.length).toBeLessThanOrEqual(10)
    // Some came late and count in a later generation than they were drawn for.
    const late = notesOf(study).flatMap(([, , { told = [], generation }]) =>
      told.filter((number) => notesOf(study).find(([n]) => n === number)![2].generation < generation - 1),
    )
    expect(late.length).toBeGreaterThan(0)
  })

  test('gives a worker that comes late the same distribution as one that followed the study', async () => {
    const follower = await resolveSampler('cmaEs')
    const study = await openStudy({ sampler: follower })
    const plain = space({ x: floatNode(-1, 1), y: floatNode(-1, 1) })
    const distributions = cube(1, float(-1, 1), 'x').get('x00')!
    for (let round = 0; round < 12; round++) {
      await study.optimize(plain, async ({ x, y }, { number }) => {
        await new Promise((resolve) => setTimeout(resolve, (number * 5) % 4))
        return (x - 0.3) ** 2 + y * y
      }, { trials: 9, concurrency: 3 }) // prettier-ignore
      const request = () =>
        suggestRequest({
          space: new Map([['x', distributions], ['y', distributions]]), // prettier-ignore
          history: { name: 'test', directions: ['minimize'], trials: study.trials },
        })
      expect(follower.suggest(request())).toEqual((await resolveSampler('cmaEs')).suggest(request()))
    }
  })

  test('learns from the value that an enqueued trial was given', async () => {
    const study = await cma({ fallback: 'random' })
    await study.optimize(s, loss, { trials: 5 })
    await study.enqueue({ depth: 13 }, { space: s })
    await study.optimize(s, loss, { trials: 1 })
    const { params, number } = study.trials[5]
    expect(params.depth).toBe(13)
    const note = notesOf(study).find(([n, , { x }]) => n === number && x.length === 2)![2]
    // Names in order: depth, lr. Thirteen of 1 … 20 with half a step at each end.
    expect(note.x[0]).toBeCloseTo(12.5 / 20, 12)
    expect(Object.keys(params)).toContain('lr')
  })

  test('maximises, and ranks infeasible trials last', async () => {
    const study = await cma({}, { directions: ['maximize'] })
    const plain = space({ x: floatNode(0, 1), y: floatNode(0, 1) })
    // Without the constraint the best corner is (1, 1).
    await study.optimize(plain, ({ x, y }) => ({ values: x + y, constraints: [x - 0.4] }), { trials: 150 })
    expect(study.bestValue).toBeGreaterThan(1.3)
    expect(study.bestParams.x).toBeLessThanOrEqual(0.4)
  })

  test('refuses choices without a fallback, and several objectives', async () => {
    const study = await openStudy({ sampler: 'cmaEs' })
    const error = await refusal(() => study.ask(s))
    expect(error.code).toBe('sampler/unsupported-parameter')
    expect(error.message).toMatch(/"act".*samplers\.cmaEs\(\{ fallback: 'random' \}\)/)
    const several = await refusal(() => openStudy({ sampler: 'cmaEs', directions: ['minimize', 'maximize'] }))
    expect(several.code).toMatch(/objective/)
  })

  test('starts anew where a range has changed', async () => {
    const study = await cma({})
    const run = (high: number, trials: number) =>
      study.optimize((trial) => trial.float('x', 0, high) + trial.float('y', 0, 1), { trials })
    await run(1, 30)
    const before = notesOf(study).at(-1)![2].generation
    await run(2, 3)
    expect(before).toBeGreaterThan(2)
    expect(study.trials.slice(30).every(({ params }) => (params.x as number) <= 2)).toBe(true)
  })
})

describe('cmaEs', () => {
  // Optuna 5.0.0 (cmaes 0.13.1) with its default CmaEsSampler: 200 seeds on rosenbrock5, 40 on the others.
  test.each([
    { name: 'rosenbrock5', median: 10.3, upper: 22.7, space: cube(5, float(-5, 10)), of: rosenbrock, trials: 200 },
    { name: 'ackley10', median: 6.38, upper: 7.25, space: cube(10, float(-32.768, 32.768)), of: ackley, trials: 200 },
    { name: 'hartmann6', median: -3.03, upper: -2.94, space: cube(6, float(0, 1)), of: hartmann6, trials: 100 },
  ])('on $name has a median below Optuna’s upper quartile $upper (Optuna’s median: $median)', async (problem) => {
    const [, median] = await quartiles({}, { seeds: 20, ...problem })
    expect(median).toBeLessThanOrEqual(problem.upper)
  })

  test('separable, is faster than full on a separable function of many parameters', async () => {
    const ellipsoid = (x: readonly number[]) => x.reduce((sum, v, i) => sum + 10 ** ((4 * i) / 19) * (v - 0.3) ** 2, 0)
    const problem = { seeds: 8, trials: 400, space: cube(20, float(-1, 1)), of: ellipsoid }
    const [, full] = await quartiles({}, problem)
    const [, separable] = await quartiles({ separable: true }, problem)
    expect(separable).toBeLessThan(0.75 * full)
  })

  test('with margin, does not get stuck on whole numbers that matter late', async () => {
    // The numbers decide about one hundredth each, after the continuous part has converged.
    const bits = new Map([...cube(4, float(-3, 7)), ...cube(4, int(0, 1), 'y')])
    const of = (x: readonly number[]) =>
      x.slice(0, 4).reduce((sum, v) => sum + v * v, 0) + x.slice(4).reduce((sum, v) => sum + 1 - v, 0)
    const [, , stuck] = await quartiles({}, { seeds: 20, trials: 250, space: bits, of })
    const [, , free] = await quartiles({ withMargin: true }, { seeds: 20, trials: 250, space: bits, of })
    expect(stuck).toBeGreaterThan(0.9)
    expect(free).toBeLessThan(0.5)
  })

  test('restarts, ipop and bipop, leave local minima behind', async () => {
    const problem = { seeds: 9, trials: 1200, space: cube(2, float(-5, 5)), of: rastrigin }
    const [, once] = await quartiles({}, problem)
    expect(once).toBeGreaterThan(0.5)
    for (const restarts of ['ipop', 'bipop'] as const) {
      const [, often] = await quartiles({ restarts, tolerance: 1e-3 }, problem)
      expect(often).toBeLessThan(0.35)
    }
  })

  test('a warm start is ahead of a cold one after three generations', async () => {
    const shifted = (x: readonly number[]) => rosenbrock(x.map((v) => v - 0.2))
    const source = askTell(await definition.create({}, samplerParts), cube(5, float(-5, 10)), createRng(5))
    for (let i = 0; i < 200; i++) {
      const params = source.ask()
      source.tell(params, rosenbrock(vector(params)))
    }
    const problem = { seeds: 15, trials: 25, space: cube(5, float(-5, 10)), of: shifted }
    const [, cold] = await quartiles({}, problem)
    const [, , warm] = await quartiles({ source: source.trials }, problem)
    expect(warm).toBeLessThan(cold / 3)
  })

  test('starts at x0 with steps of sigma0', async () => {
    const at = { x00: 4, x01: -2 }
    const study = askTell(await definition.create({ x0: at, sigma0: 1e-3, nStartupTrials: 0 }, samplerParts), cube(2, float(-5, 10)), createRng(1)) // prettier-ignore
    study.tell(study.ask(), 1)
    const { x00, x01 } = study.ask()
    expect(Math.abs((x00 as number) - 4)).toBeLessThan(0.1)
    expect(Math.abs((x01 as number) + 2)).toBeLessThan(0.1)
  })

  test.each([
    [{ x0: { x00: 11 } }, 'sampler/bad-start', /"x00" at 11.*from -5 to 10/],
    [{ source: [] }, 'sampler/no-source-trials', /None of the trials.*complete trials with "x00"/],
  ] as const)('%j is refused with %s', async (options, code, text) => {
    const study = askTell(await definition.create({ ...options, nStartupTrials: 0 }, samplerParts), cube(2, float(-5, 10)), createRng(1)) // prettier-ignore
    const refused = await refusal(() => {
      study.tell(study.ask(), 1)
      study.ask()
    })
    expect(refused.code).toBe(code)
    expect(refused.message).toMatch(text)
  })

  test.each([
    [{ populationSize: 2 }, /"populationSize".*is 2\. Allowed: a whole number, at least 3/],
    [{ sigma0: 0 }, /"sigma0".*a number above 0/],
    [{ restarts: 'often' }, /"restarts".*"none", "ipop" or "bipop"/],
    [
      { learningRateAdaptation: true, separable: true },
      /"learningRateAdaptation".*false, with separable or withMargin/,
    ],
    [{ source: 3 }, /"source".*the trials of a study/],
    [{ fallback: 'nope' }, /no sampler "nope"/],
  ])('%j is refused', async (options, text) => {
    await expect(definition.create(options as never, samplerParts)).rejects.toThrow(text)
  })

  test('has typed options', () => {
    expectTypeOf(samplers.cmaEs).parameter(0).toEqualTypeOf<CmaOptions | undefined>()
    // @ts-expect-error a misspelt option does not compile
    samplers.cmaEs({ popsize: 10 })
  })
})
