import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { resolveSampler, samplers } from '../../../src/hpo/samplers/registry.ts'
import { type TrustRegionRules, trustRegion } from '../../../src/hpo/samplers/turbo/trust-region.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float as floatNode } from '../../../src/hpo/space/kinds/float.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy, refusal } from '../study/setup.ts'
import { askTell } from './ask-tell.ts'
import { ackley, cube, float, vector } from './problems.ts'

const rules: TrustRegionRules = {
  nStartupTrials: 2,
  initialLength: 0.8,
  maxLength: 1.6,
  minLength: 2 ** -7,
  successTolerance: 3,
  failureTolerance: 4,
}

function region(values: readonly (number | Partial<TrialRecord>)[], changed: Partial<TrustRegionRules> = {}) {
  const trials = values.map((value, number) =>
    trialRecord(typeof value === 'number' ? { number, values: [value] } : { number, ...value }),
  )
  return trustRegion({ name: 'study', directions: ['minimize'], trials }, { ...rules, ...changed }, () => true)
}

describe('trustRegion', () => {
  test('doubles after three improvements in a row, to 1.6 at most', () => {
    expect(region([9, 8, 7, 6]).length).toBe(0.8)
    expect(region([9, 8, 7, 6, 5]).length).toBe(1.6)
    expect(region([9, 8, 7, 6, 5, 4, 3, 2]).length).toBe(1.6)
    expect(region([9, 8, 7, 6, 8, 5, 4]).length).toBe(0.8)
  })

  test('halves after as many trials without improvement as asked', () => {
    expect(region([1, 1, 2, 2, 2]).length).toBe(0.8)
    expect(region([1, 1, 2, 2, 2, 2]).length).toBe(0.4)
    // One thousandth of the best value is the least that counts.
    expect(region([1, 1, 0.9995, 2, 2, 2]).length).toBe(0.4)
    expect(region([1, 1, 0.99, 2, 2, 2]).length).toBe(0.8)
  })

  test('begins anew, without the trials so far, when it has become shorter than the least length', () => {
    const values = [1, 1, ...Array.from({ length: 4 * 7 }, () => 2)]
    expect(region(values.slice(0, -1))).toMatchObject({ run: 0, length: 0.8 * 2 ** -6 })
    expect(region(values)).toMatchObject({ run: 1, length: 0.8, members: [], best: null })
    const noted = { systemAttrs: { 'ansatz:turbo': { run: 1 } } }
    const late = { values: [0], systemAttrs: { 'ansatz:turbo': { run: 0 } } }
    const again = region([...values, { values: [5], ...noted }, late])
    expect(again.members.map(({ number }) => number)).toEqual([30])
  })

  test('counts feasible trials as better than others, and leaves out what has not ended with a number', () => {
    const { best, members } = region([
      { values: [0], systemAttrs: { constraints: [1] } },
      { values: [5], systemAttrs: { constraints: [0] } },
      { state: 'pruned', values: [-1] },
      { state: 'fail' },
      { state: 'running' },
      { values: [Number.NaN] },
    ])
    expect(best?.number).toBe(1)
    expect(members).toHaveLength(2)
  })
})

describe('samplers.turbo', () => {
  test('is far ahead of random search on ackley in ten dimensions after 80 trials', async () => {
    const best: number[] = []
    for (const seed of [0, 1, 2]) {
      const study = askTell(
        await resolveSampler(samplers.turbo({ candidates: 160 })),
        cube(10, float(-32, 32)),
        createRng(seed),
      )
      for (let i = 0; i < 80; i++) {
        const params = study.ask()
        // Away from the middle of the space, which every model suggests first.
        study.tell(params, ackley(vector(params).map((x) => x - 5)))
      }
      best.push(Math.min(...study.trials.map(({ values }) => values![0])))
    }
    // Random search: 19 to 20. With all candidates and 100 trials 6, where `gp` has 10.
    expect(quantile(best, 0.5)).toBeLessThan(15)
  })

  test('searches inside the region, around the best trial', async () => {
    const sampler = await resolveSampler(samplers.turbo({ nStartupTrials: 5, initialLength: 0.02, maxLength: 0.02 }))
    const study = askTell(sampler, cube(3, float(0, 1)), createRng(4))
    for (let i = 0; i < 12; i++) {
      const params = study.ask()
      study.tell(params, vector(params).reduce((a, b) => a + b)) // prettier-ignore
    }
    for (const { number, params } of study.trials.slice(5)) {
      const best = study.trials.slice(0, number).reduce((a, b) => (b.values![0] < a.values![0] ? b : a))
      const sides = vector(params).map((x, j) => 2 * Math.abs(x - vector(best.params)[j]))
      // The lengthscales stretch the sides, whose volume stays.
      expect(sides.reduce((a, b) => a * b)).toBeLessThanOrEqual(0.02 ** 3)
      expect(Math.max(...sides)).toBeLessThan(0.2)
    }
  })

  test('handles branches, choices, constraints, failures and four workers', async () => {
    const study = await openStudy({
      sampler: await resolveSampler(samplers.turbo({ nStartupTrials: 5, candidates: 64 })),
    })
    const s = space({
      lr: floatNode(1e-5, 1).log(),
      act: choice('tanh', 'sin'),
      opt: oneOf('name', { adam: { beta: floatNode(0, 1) }, sgd: { momentum: floatNode(0, 1) } }),
    })
    await study.optimize(
      s,
      ({ lr, opt }, { number }) => {
        if (number % 9 === 4) throw new RangeError('diverged')
        return { values: Math.log(lr) ** 2 + (opt.name === 'adam' ? opt.beta : 2), constraints: [0.5 - lr] }
      },
      { trials: 40, concurrency: 4, catch: [RangeError] },
    )
    expect(study.trials.filter(({ state }) => state === 'complete')).toHaveLength(36)
    expect(study.bestParams.lr).toBeGreaterThanOrEqual(0.5)
  })

  test('refuses several objectives', async () => {
    const error = await refusal(() => openStudy({ sampler: 'turbo', directions: ['minimize', 'minimize'] }))
    expect(error.message).toContain('"turbo"')
  })

  test.each([
    [{ acquisition: 'pi' }, /"logEi" or "thompson"/],
    [{ initialLength: 0 }, /above 0/],
    [{ failureTolerance: 0 }, /at least 1/],
    [{ nStartupTrials: 0 }, /at least 1/],
  ])('%j is refused', async (options, text) => {
    await expect(resolveSampler(samplers.turbo(options as never))).rejects.toThrow(text)
  })
})
