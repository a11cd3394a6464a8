import { describe, expect, test } from 'vitest'
import type { Direction } from '../../../src/hpo/core/direction.ts'
import { metricTrial } from '../../../src/hpo/core/metrics.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { type PrunerChoice, pruners } from '../../../src/hpo/pruners/registry.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { openStudy, refusal } from './setup.ts'

const directions: readonly Direction[] = ['minimize', 'maximize']
const metricNames = ['loss', 'acc']

/** Ten trials whose loss rises and whose accuracy falls with their number, so that all but the first are worse. */
async function run(pruner: PrunerChoice) {
  const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random', directions, metricNames, pruner })
  await study.optimize(
    async (trial) => {
      for (let step = 0; step < 3; step++) await trial.report({ loss: trial.number, acc: 1 - trial.number / 10 }, step)
      return [trial.number, 1 - trial.number / 10]
    },
    { trials: 10 },
  )
  return study.trials
}

describe('a study with several objectives', () => {
  test('is pruned by a pruner that names its metric, in the direction of that objective', async () => {
    const states = ['complete', 'complete', ...Array.from({ length: 8 }, () => 'pruned')]
    for (const metric of metricNames) {
      const trials = await run(pruners.median({ metric, nStartupTrials: 2 }))
      expect(trials.map(({ state }) => state)).toEqual(states)
      expect(trials[2].values).toBeNull()
    }
  })

  test('is not pruned by one that does not', async () => {
    const trials = await run(pruners.median({ nStartupTrials: 2 }))
    expect(trials.every(({ state }) => state === 'complete')).toBe(true)
  })

  test('is pruned by every kind of pruner on a metric', async () => {
    const metric = 'acc'
    const choices: PrunerChoice[] = [
      pruners.percentile({ metric, nStartupTrials: 2 }),
      pruners.patient({ metric, patience: 0, wrapped: pruners.median({ nStartupTrials: 2 }) }),
      pruners.threshold({ metric, lower: 0.55 }),
      pruners.successiveHalving({ metric, minResource: 1, reductionFactor: 2 }),
      pruners.hyperband({ metric, maxResource: 3 }),
      pruners.wilcoxon({ metric, pThreshold: 0.9 }),
      pruners.evaluationPoints({ metric, maxSteps: 3, points: 3, nStartupTrials: 2 }),
    ]
    const pruned = await Promise.all(
      choices.map(async (choice) => (await run(choice)).filter(({ state }) => state === 'pruned').length),
    )
    // A curve that stays flat is never stuck, so `patient` waits; the multi-objective front has no best trial for none.
    expect(pruned.map((count) => count > 0)).toEqual([true, false, true, true, true, true, true])
  })

  test('refuses a metric that is none of its objectives and has no direction', async () => {
    const error = await refusal(() => run(pruners.median({ metric: 'f1', nStartupTrials: 0 })))
    expect(error.code).toBe('pruner/unknown-metric')
    expect(error.message).toContain('"loss", "acc"')
    const trials = await run(pruners.threshold({ metric: 'acc', upper: 0.65 }))
    expect(trials.map(({ state }) => state).slice(0, 5)).toEqual(['pruned', 'pruned', 'pruned', 'pruned', 'complete'])
  })
})

describe('`trial.report({ loss, acc }, step)`', () => {
  test('keeps every metric, and shows the first objective, else the first name, as the curve', async () => {
    const study = await openStudy({ directions, metricNames })
    const trial = await study.ask()
    await trial.report({ acc: 0.5, loss: 2 }, 1)
    await trial.report({ time: 3, acc: 0.6 }, 2)
    await trial.report(1.5, 3)
    await study.refresh()
    const [record] = study.trials
    expect([...record.intermediateValues]).toEqual([
      [1, 2],
      [2, 3],
      [3, 1.5],
    ])
    expect([...metricTrial(record, 'loss', metricNames).intermediateValues]).toEqual([
      [1, 2],
      [3, 1.5],
    ])
    expect([...metricTrial(record, 'acc', metricNames).intermediateValues]).toEqual([
      [1, 0.5],
      [2, 0.6],
    ])
  })

  test('shows the pruner’s metric where there is one, and a metric beside the objective can prune a plain study', async () => {
    const pruner = pruners.median({ metric: 'gap', direction: 'minimize', nStartupTrials: 1 })
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random', direction: 'maximize', pruner })
    await study.optimize(
      async (trial) => {
        await trial.report({ acc: trial.number, gap: trial.number }, 0)
        return trial.number
      },
      { trials: 3 },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'pruned', 'pruned'])
    expect(study.trials[2].intermediateValues.get(0)).toBe(2)
  })

  test('a second report at a step replaces the first, with names or without', async () => {
    const study = await openStudy({ directions, metricNames })
    const trial = await study.ask()
    await trial.report({ loss: 1, acc: 2 }, 0)
    await trial.report(5, 0)
    await trial.report({ loss: Number.NaN, acc: Infinity }, 1)
    await study.refresh()
    const loss = metricTrial(study.trials[0], 'loss', metricNames).intermediateValues
    expect([...loss]).toEqual([
      [0, 5],
      [1, Number.NaN],
    ])
    expect([...metricTrial(study.trials[0], 'acc', metricNames).intermediateValues]).toEqual([[1, Infinity]])
  })

  test.each([[{}], [{ loss: '1' }], [{ '': 1 }], [[1]], [null]])('refuses %j', async (value) => {
    const trial = await (await openStudy()).ask()
    expect((await refusal(() => trial.report(value as never, 0))).code).toBe('trial/bad-report')
  })

  test('refuses a step that is not whole, and stores nothing for it', async () => {
    const study = await openStudy()
    const trial = await study.ask()
    expect((await refusal(() => trial.report({ loss: 1 }, 0.5))).code).toBe('trial/bad-step')
    await study.refresh()
    expect(study.trials[0].systemAttrs).toEqual({})
  })
})

describe('`metricNames`', () => {
  test('are kept under Optuna’s key, and read back when the study is opened again', async () => {
    const storage = await openStorage('memory:')
    const first = await openStudy({ storage, directions, metricNames })
    expect(first.metricNames).toEqual(metricNames)
    expect((await storage.findStudy('test'))?.systemAttrs).toMatchObject({ 'study:metric_names': metricNames })
    expect((await openStudy({ storage, loadIfExists: true })).metricNames).toEqual(metricNames)
    expect((await openStudy()).metricNames).toEqual([])
  })

  test.each([[['loss']], [['a', 'a']], [['a', 'b', 'c']]])('%j are refused for two objectives', async (names) => {
    const error = await refusal(() => openStudy({ directions, metricNames: names }))
    expect(error.code).toBe('study/bad-metric-names')
  })
})
