import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest'
import { definition, type GridOptions } from '../../../../src/hpo/samplers/grid/grid.ts'
import { resolveSampler, samplers } from '../../../../src/hpo/samplers/registry.ts'
import type { Params } from '../../../../src/hpo/space/distribution.ts'
import { bool } from '../../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import { powers } from '../../../../src/hpo/space/kinds/powers.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import type { Study } from '../../../../src/hpo/study/study.ts'
import { openStudy, refusal, type Setup } from '../../study/setup.ts'

const folder = await mkdtemp(join(tmpdir(), 'ansatz-grid-'))
afterAll(() => rm(folder, { recursive: true }))

// 3 · 4 cells without, 2 · 3 · 4 more with momentum, 3 · 4 · 2 with adam’s choice.
const s = space({
  depth: int(1, 3),
  width: powers(16, 128),
  opt: oneOf('name', { lbfgs: {}, sgd: { nesterov: bool() }, adam: { amsgrad: choice('no', 'yes') } }),
})
const cells = 3 * 4 * (1 + 2 + 2)

const grid = async (options?: GridOptions, setup: Setup = {}): Promise<Study> =>
  openStudy({ ...setup, sampler: await resolveSampler(samplers.grid(options)) })
const keys = (study: Study): readonly string[] => study.trials.map(({ params }) => JSON.stringify(sorted(params)))
const sorted = (params: Params) => Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))
const pause = (number: number) => new Promise((resolve) => setTimeout(resolve, (number * 7) % 4))

describe('grid', () => {
  test.each([1, 4, 100])(
    'visits every cell of a space with branches once with %i workers, then ends',
    async (concurrency) => {
      const study = await grid()
      await study.optimize(s, async (_, { number }) => pause(number).then(() => number), { concurrency, trials: 500 })
      expect(study.trials).toHaveLength(cells)
      expect(new Set(keys(study)).size).toBe(cells)
      expect(study.trials.every(({ state }) => state === 'complete')).toBe(true)
    },
  )

  test('visits in an order that the seed decides', async () => {
    const order = async (seed: number) => {
      const study = await grid({}, { seed })
      await study.optimize(s, () => 1, { trials: 10 })
      return keys(study)
    }
    expect(await order(1)).toEqual(await order(1))
    expect(await order(1)).not.toEqual(await order(2))
  })

  test('is shared by two workers that do not know of each other, and continued by a third', async () => {
    const storage = `sqlite:///${join(folder, 'shared.db')}`
    const open = async () => grid({}, { storage, loadIfExists: true, seed: 4 })
    await using a = await open()
    await using b = await open()
    const objective = async (_: unknown, { number }: { number: number }) => pause(number).then(() => number)
    await Promise.all([
      a.optimize(s, objective, { trials: 20, concurrency: 2 }),
      b.optimize(s, objective, { trials: 22, concurrency: 2 }),
    ])
    await using c = await open()
    await c.optimize(s, objective, { concurrency: 3 })
    expect(c.trials.filter(({ state }) => state === 'complete')).toHaveLength(cells)
    expect(new Set(keys(c)).size).toBe(cells)
  })

  test('tries failed cells again at the end, as often as asked', async () => {
    const study = await grid({ retries: 2 })
    let bad = 0
    await study.optimize(
      s,
      ({ depth, opt }) => {
        if (depth === 2 && opt.name === 'lbfgs' && ++bad > 0) throw new RangeError('diverged')
        return depth
      },
      { catch: [RangeError] },
    )
    // Four cells with depth 2 and lbfgs, three times each.
    expect(bad).toBe(12)
    expect(study.trials).toHaveLength(cells + 8)
    expect(study.trials.slice(cells).every(({ state }) => state === 'fail')).toBe(true)
    expect(new Set(keys(study)).size).toBe(cells)
  })

  test('passes over cells that enqueued trials visited, and visits those that they took the place of', async () => {
    const study = await grid()
    for (const depth of [1, 2, 3]) await study.enqueue({ depth, width: 16, opt: { name: 'lbfgs' } }, { space: s })
    await study.optimize(s, ({ depth }) => depth, { trials: 500, concurrency: 3 })
    expect(study.trials).toHaveLength(cells)
    expect(new Set(keys(study)).size).toBe(cells)
  })

  test('visits cells that agree with what an enqueued trial fixes in part', async () => {
    const study = await grid()
    await study.enqueue({ depth: 2, opt: { name: 'adam' } }, { space: s })
    await study.optimize(s, ({ depth }) => depth, { trials: 500 })
    expect(study.trials[0].params).toMatchObject({ depth: 2, opt: 'adam' })
    expect(study.trials).toHaveLength(cells)
  })

  const continuous = space({ lr: float(1e-4, 1).log(), drop: float(0, 0.5), act: choice('tanh', 'sin') })

  test('takes the listed values', async () => {
    const study = await grid({ values: { lr: [1e-3, 1e-2], drop: [0, 0.25, 0.5] } })
    await study.optimize(continuous, ({ lr }) => lr)
    expect(new Set(keys(study)).size).toBe(12)
    expect(study.trials).toHaveLength(12)
    expect(new Set(study.trials.map(({ params }) => params.lr))).toEqual(new Set([1e-3, 1e-2]))
  })

  test('spreads `points` values from end to end on the scale of a range', async () => {
    const study = await grid({ points: 5, values: { drop: [0.1] } })
    await study.optimize(continuous, ({ lr }) => lr)
    const rates = [...new Set(study.trials.map(({ params }) => params.lr as number))].toSorted((a, b) => a - b)
    expect(rates).toHaveLength(5)
    rates.forEach((rate, i) => expect(rate / 10 ** (i - 4)).toBeCloseTo(1, 12))
    expect(study.trials).toHaveLength(10)
  })

  test('in a define-by-run study visits the lists', async () => {
    const study = await grid({ values: { lr: [0.1, 0.2], n: [1, 2, 3] } })
    await study.optimize(
      async (trial) => {
        await pause(trial.number)
        return trial.float('lr', 0, 1) + trial.int('n', 1, 9)
      },
      { concurrency: 4 },
    )
    expect(study.trials).toHaveLength(6)
    expect(new Set(keys(study)).size).toBe(6)
  })

  test.each([
    [undefined, 'sampler/continuous-parameter', /parameter "lr".*grid\(\{ values: \{ "lr": \[\.\.\.\] \} \}\)/],
    [{ values: { lr: [0.1] } }, 'sampler/continuous-parameter', /parameter "drop"/],
    [{ values: { rate: [1] } }, 'sampler/unknown-grid-parameter', /"rate".*"lr", "drop", "act"/],
    [{ values: { lr: [10] }, points: 3 }, 'sampler/bad-grid-value', /10 for parameter "lr".*from 0.0001 to 1/],
    [{ points: 2000 }, 'sampler/grid-too-large', /1000000/],
  ] as const)('%j: a space that it cannot visit is refused with %s', async (options, code, text) => {
    const study = await grid(options)
    const error = await refusal(() => study.optimize(continuous, () => 1, { trials: 3 }))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(text)
  })

  test('a parameter without a list, or with a list for another range, is refused in a define-by-run study', async () => {
    const study = await grid({ values: { lr: [0.1, 5] } })
    const missing = await refusal(() => study.optimize((t) => t.float('lr', 0, 9) + t.float('x', 0, 1), { trials: 1 }))
    expect([missing.code, missing.details.name]).toEqual(['sampler/missing-grid-parameter', 'x'])
    const outside = await refusal(() => study.optimize((t) => t.float('lr', 7, 9), { trials: 1 }))
    expect(outside.code).toBe('sampler/bad-grid-value')
  })

  test.each([
    [{ points: 0 }, /"points".*is 0\. Allowed: a whole number, at least 1/],
    [{ values: { lr: [] } }, /"values.lr".*a list of one or more values/],
    [{ values: { lr: [{}] } }, /"values.lr.0".*texts, numbers, true, false or null/],
    [{ retries: -1 }, /"retries".*a whole number from 0 to 254/],
  ])('%j is refused', (options, text) => {
    expect(() => definition.create(options as never)).toThrow(text)
  })

  test('has typed options', () => {
    expectTypeOf(samplers.grid).parameter(0).toEqualTypeOf<GridOptions | undefined>()
    // @ts-expect-error an object is no value of a parameter
    samplers.grid({ values: { lr: [{}] } })
  })
})

describe('bruteForce', () => {
  test('visits every cell of a declared space once, then ends', async () => {
    const study = await openStudy({ sampler: 'bruteForce' })
    await study.optimize(s, () => 1, { trials: 500, concurrency: 4 })
    expect(new Set(keys(study)).size).toBe(cells)
    expect(study.trials).toHaveLength(cells)
  })

  test('visits every way through a define-by-run objective once, then ends', async () => {
    const study = await openStudy({ sampler: 'bruteForce' })
    await study.optimize(
      (trial) => {
        const layers = trial.int('layers', 1, 3)
        let sum = 0
        for (let i = 0; i < layers; i++) sum += trial.categorical(`width${i}`, [16, 32])
        return trial.float('drop', 0, 0.2, { step: 0.1 }) + sum
      },
      { trials: 500 },
    )
    expect(study.trials).toHaveLength((2 + 4 + 8) * 3)
    expect(new Set(keys(study)).size).toBe(42)
  })

  test('counts failed trials of a define-by-run study as visited', async () => {
    const study = await openStudy({ sampler: 'bruteForce' })
    await study.optimize(
      (trial) => {
        if (trial.int('a', 0, 2) === 1) throw new RangeError('no')
        return trial.int('b', 0, 1)
      },
      { trials: 100, catch: [RangeError] },
    )
    expect(study.trials.filter(({ state }) => state === 'complete')).toHaveLength(4)
    expect(study.trials).toHaveLength(5)
  })

  test('refuses a continuous range, and says what to do', async () => {
    const study = await openStudy({ sampler: 'bruteForce' })
    const error = await refusal(() => study.optimize((trial) => trial.float('x', 0, 1), { trials: 1 }))
    expect(error.message).toMatch(/"bruteForce" cannot visit every value of parameter "x".*Give it a step/)
  })
})
