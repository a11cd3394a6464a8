import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pauseOf } from '../../src/hpo/core/scheduler.ts'
import { pruners } from '../../src/hpo/pruners/registry.ts'
import { schedulers } from '../../src/hpo/schedulers/registry.ts'
import { float } from '../../src/hpo/space/kinds/float.ts'
import { space } from '../../src/hpo/space/space.ts'
import { createStudy, loadStudy } from '../../src/hpo/setup/create-study.ts'
import { search, trainer } from '../hpo/schedulers/setup.ts'
import { runPython } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-optuna-schedulers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Seen {
  readonly systemAttrs: Readonly<Record<string, unknown>>
  readonly trials: readonly {
    readonly state: string
    readonly values: readonly number[] | null
    readonly intermediateValues: readonly (readonly [number, number])[]
    readonly systemAttrs: Readonly<Record<string, unknown>>
  }[]
}

const fidelity = { name: 'epochs', min: 1, max: 27 }

describe('Optuna', () => {
  it('reads a study with paused trials, prunes by its rungs, and leaves the paused ones for us to resume', async () => {
    const storage = `sqlite:///${join(folder, 'asha.db')}`
    const checkpoints = join(folder, 'checkpoints')
    const scheduler = schedulers.asha({ fidelity, leftovers: 'keep' })
    const { train, trained } = trainer()
    const study = await createStudy({ name: 'asha', storage, seed: 1, sampler: 'random' })
    await study.optimize(search, train, { scheduler, checkpoints, trials: 10 })
    const paused = study.trials.filter((trial) => pauseOf(trial) !== null).map(({ number }) => number)
    expect(paused.length).toBeGreaterThan(5)
    await study.close()

    const seen = (await runPython('prune_study.py', storage, 'asha')) as unknown as Seen
    expect(seen.trials.length).toBe(13)
    for (const number of paused) expect(seen.trials[number].state).toBe('running')
    // Optuna's own pruner competes with the values that we noted at the first rung.
    expect(seen.trials.slice(10).map(({ state, intermediateValues }) => [state, intermediateValues.length])).toEqual(
      Array.from({ length: 3 }, () => ['pruned', 1]),
    )

    const again = await loadStudy({ name: 'asha', storage, sampler: 'random' })
    await again.optimize(search, train, { scheduler: schedulers.asha({ fidelity }), checkpoints, trials: 8 })
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    expect(again.trials.length).toBe(21)
    expect(again.trials.some(({ state }) => state === 'running')).toBe(false)
    await again.close()
  })

  it('prunes by the rungs that our pruner notes', async () => {
    const storage = `sqlite:///${join(folder, 'pruned.db')}`
    const pruner = pruners.successiveHalving({ minResource: 1, reductionFactor: 3 })
    const study = await createStudy({ name: 'pruned', storage, seed: 1, sampler: 'random', pruner })
    const { train } = trainer()
    await study.optimize(search, train, { trials: 4 })
    await study.close()
    const seen = (await runPython('prune_study.py', storage, 'pruned')) as unknown as Seen
    expect(seen.trials.slice(4).map(({ state, intermediateValues }) => [state, intermediateValues.length])).toEqual(
      Array.from({ length: 3 }, () => ['pruned', 1]),
    )
  })

  it('reads a study with several objectives that was pruned by a named metric, names included', async () => {
    const storage = `sqlite:///${join(folder, 'metrics.db')}`
    const study = await createStudy({
      name: 'metrics',
      storage,
      seed: 1,
      sampler: 'random',
      directions: ['minimize', 'maximize'],
      metricNames: ['loss', 'acc'],
      pruner: pruners.median({ metric: 'acc', nStartupTrials: 1 }),
    })
    await study.optimize(
      async (trial) => {
        const acc = 1 - trial.number / 10
        await trial.report({ loss: trial.number, acc }, 1)
        return [trial.number, acc]
      },
      { trials: 3 },
    )
    await study.close()
    const seen = (await runPython('study_json.py', storage, 'metrics')) as unknown as Seen
    expect(seen.systemAttrs['study:metric_names']).toEqual(['loss', 'acc'])
    expect(seen.trials.map(({ state, values }) => ({ state, values }))).toEqual([
      { state: 'complete', values: [0, 1] },
      { state: 'pruned', values: null },
      { state: 'pruned', values: null },
    ])
    expect(seen.trials[1].intermediateValues).toEqual([[1, 0.9]])
    expect(seen.trials[1].systemAttrs['ansatz:metrics:1']).toEqual({ loss: 1, acc: 0.9 })
  })

  it('reads the study of a population', async () => {
    const storage = `sqlite:///${join(folder, 'population.db')}`
    const study = await createStudy({ name: 'population', storage, seed: 1, sampler: 'random' })
    await study.evolve(
      space({ lr: float(1e-3, 1).log() }),
      { init: () => new Float64Array([1]), step: (w, { lr }) => (w[0] *= 1 - lr) },
      { scheduler: schedulers.pbt({ population: 4 }), steps: 4 },
    )
    const { trials, best } = study
    await study.close()
    const seen = (await runPython('study_json.py', storage, 'population', '--best')) as unknown as Seen & {
      best: number
    }
    expect(seen.best).toBe(best.number)
    expect(seen.trials.map(({ state, values }) => ({ state, values }))).toEqual(
      trials.map(({ state, values }) => ({ state, values })),
    )
  })
})
