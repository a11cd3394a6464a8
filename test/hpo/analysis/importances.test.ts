import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { importances, importanceScores } from '../../../src/hpo/analysis/importances.ts'
import { categoricalDistribution, floatDistribution, intDistribution } from '../../../src/hpo/space/distribution.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy, refusal } from '../study/setup.ts'

interface Golden {
  readonly trials: readonly { readonly params: Record<string, number | string>; readonly value: number }[]
  readonly importance_unnormalised: Readonly<Record<string, number>>
  readonly normalised: Readonly<Record<string, number>>
}

const { ped_anova: golden } = JSON.parse(
  readFileSync(new URL('../../golden/optuna-5.0.0.dev-golden.json', import.meta.url), 'utf8'),
) as { readonly ped_anova: Golden }

const distributions = {
  x: floatDistribution('x', { low: 0, high: 1 }),
  y: floatDistribution('y', { low: 1e-3, high: 1, log: true }),
  n: intDistribution('n', { low: 1, high: 8 }),
  k: categoricalDistribution('k', ['a', 'b']),
}

const recorded = {
  directions: ['minimize' as const],
  trials: golden.trials.map(({ params, value }, number) =>
    trialRecord({ number, params, distributions, values: [value] }),
  ),
}

describe('`importances`', () => {
  test('gives what Optuna gives, to ten digits', () => {
    const scores = importanceScores(recorded)
    expect(scores.map(([name]) => name)).toEqual(Object.keys(golden.importance_unnormalised))
    for (const [name, score] of scores) expect(score / golden.importance_unnormalised[name]).toBeCloseTo(1, 10)
    for (const [name, share] of Object.entries(importances(recorded))) {
      expect(share).toBeCloseTo(golden.normalised[name], 10)
    }
  })

  test('maximised studies are judged as their mirror images', () => {
    const trials = recorded.trials.map((trial) => ({ ...trial, values: [-trial.values![0]] }))
    expect(importances({ directions: ['maximize'], trials })).toEqual(importances(recorded))
  })

  test('finds what matters, in a branch too, and of several objectives', async () => {
    const s = space({
      idle: float(0, 1),
      opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }),
    })
    const study = await openStudy({ seed: 5 })
    await study.optimize(s, ({ opt }) => (opt.name === 'sgd' ? 2 + opt.momentum : opt.beta), { trials: 200 })
    const shares = importances(study)
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(shares['opt.adam.beta']).toBeGreaterThan(0.5)
    expect(shares.idle).toBeLessThan(0.05)
    expect(shares['opt.sgd.momentum']).toBeLessThan(0.05)
    const both = await openStudy({ directions: ['minimize', 'maximize'], seed: 5 })
    await both.optimize(space({ a: float(0, 1), b: float(0, 1) }), ({ a }) => [a * a, -((a - 0.2) ** 2)], {
      trials: 100,
    })
    expect(Object.keys(importances(both))[0]).toBe('a')
  })

  test('judges a parameter whose range has changed by one range, where asked to', () => {
    const trials = Array.from({ length: 40 }, (_, number) => {
      const range = floatDistribution('x', { low: 0, high: number < 20 ? 1 : 0.5 })
      const x = ((7 * number) % 20) / 20 / (number < 20 ? 1 : 2)
      return trialRecord({ number, params: { x }, distributions: { x: range }, values: [x] })
    })
    const study = { directions: ['minimize' as const], trials }
    const ranges = new Map([['x', floatDistribution('x', { low: 0, high: 1 })]])
    const [[, apart]] = importanceScores(study)
    const [[, together]] = importanceScores(study, { ranges })
    expect(together).toBeGreaterThan(0)
    expect(together).not.toBe(apart)
  })

  test('has equal shares of nothing, and refuses a target that is no share', async () => {
    expect(importances({ directions: ['minimize'], trials: [] })).toEqual({})
    expect(importances({ ...recorded, trials: recorded.trials.slice(0, 1) })).toEqual({ x: 0.25, y: 0.25, n: 0.25, k: 0.25 }) // prettier-ignore
    expect((await refusal(() => importances(recorded, { target: 1 }))).code).toBe('analysis/bad-target')
  })
})
