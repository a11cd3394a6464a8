import { describe, expect, test } from 'vitest'
import { createStudy, float, fromConfig, planBudget, skopt, space } from '../../../src/hpo/index.ts'
import type { OptimizationConfig } from '../../../src/hpo/setup/optimization-config.ts'

describe('planBudget', () => {
  test.each([
    { total: 19.9, perTrial: 1, maxTrials: 19, strategy: 'random_search', sampler: 'random', pruner: 'none' },
    { total: 20, perTrial: 1, maxTrials: 20, strategy: 'bayesian', sampler: 'tpe', pruner: 'none' },
    { total: 49.9, perTrial: 0.5, maxTrials: 99, strategy: 'bayesian', sampler: 'tpe', pruner: 'none' },
    { total: 50, perTrial: 0.5, maxTrials: 100, strategy: 'hyperband', sampler: 'tpe', pruner: 'hyperband' },
  ])(
    'for $total hours of $perTrial each: $maxTrials trials by $strategy',
    ({ total, perTrial, sampler, pruner, ...plan }) => {
      expect(planBudget({ total, perTrial })).toMatchObject({
        ...plan,
        sampler: { name: sampler },
        pruner: { name: pruner },
      })
    },
  )

  test('gives parts that a study takes', async () => {
    const { sampler, pruner, maxTrials } = planBudget({ total: 3, perTrial: 1 })
    const study = await createStudy({ sampler, pruner })
    await study.optimize(space({ x: float(0, 1) }), ({ x }) => x, { trials: maxTrials })
    expect(study.trials).toHaveLength(3)
  })

  test('refuses budgets that are not positive', () => {
    expect(() => planBudget({ total: 0, perTrial: 1 })).toThrow(/total is 0.*above 0/)
    expect(() => planBudget({ total: 1, perTrial: Number.NaN })).toThrow(/perTrial is NaN/)
  })
})

describe('fromConfig', () => {
  test('has the defaults of OptimizationConfig', () => {
    expect(fromConfig({})).toEqual({
      study: {
        direction: 'maximize',
        sampler: { name: 'tpe', options: {} },
        pruner: { name: 'patient', options: { patience: 5, wrapped: 'median' } },
      },
      optimize: { trials: 100, concurrency: 1 },
    })
  })

  test('reads every field', () => {
    const config: OptimizationConfig = {
      backend: 'skopt',
      n_trials: 200,
      timeout: 3600,
      n_jobs: -1,
      random_state: 42,
      enable_pruning: false,
      sampler_config: { n_startup_trials: 20 },
      study_direction: 'minimize',
      timeout_per_trial: 300,
      retry_failed_trials: true,
    }
    expect(fromConfig(config, 8)).toEqual({
      study: { direction: 'minimize', sampler: { name: 'gp', options: { ...skopt(), nStartupTrials: 20 } }, pruner: { name: 'none' }, seed: 42 }, // prettier-ignore
      optimize: { trials: 200, concurrency: 8, timeout: 3_600_000, trialTimeout: 300_000, retries: 1 },
    })
  })

  test.each(['optuna', 'hyperopt', 'skopt'] as const)('makes a study that runs, backend %s', async (backend) => {
    const { study: parts, optimize } = fromConfig({ backend, n_trials: 12 })
    const study = await createStudy(parts)
    const [bestParams, bestScore, history] = await study.optimize(space({ x: float(0, 1) }), ({ x }) => x, optimize)
    expect(bestScore).toBe(Math.max(...history.map(({ values }) => values![0])))
    expect(bestParams).toEqual({ x: bestScore })
  })

  test.each([
    [{ n_trials: 0 }, /n_trials.*at least 1/],
    [{ n_jobs: -2 }, /n_jobs.*-1 or at least 1/],
    [{ backend: 'nni' }, /backend.*'skopt'/],
    [{ nTrials: 3 }, /cannot be used/],
  ])('refuses %j', (config, message) => {
    expect(() => fromConfig(config as never)).toThrow(message)
  })
})
