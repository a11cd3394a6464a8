import { describe, expect, test } from 'vitest'
import { legOf } from '../../../src/hpo/core/scheduler.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { refusal } from '../study/setup.ts'
import { lossAt, scheduledRun, search } from './setup.ts'

const fidelity = { name: 'epochs', min: 1, max: 27 }

describe('`schedulers.asha` with several brackets', () => {
  test.each(['promotion', 'stopping'] as const)(
    'by %s lets the trials of bracket s run to rung s before they are compared, with their own bracket',
    async (mode) => {
      const { study, trained } = await scheduledRun({
        scheduler: schedulers.asha({ fidelity, brackets: 3, mode }),
        trials: 60,
      })
      const sizes = [0, 0, 0]
      for (const trial of study.trials) {
        const { bracket } = legOf(trial, 'asha')!
        sizes[bracket]++
        expect(trained.get(trial.number)!.length).toBeGreaterThanOrEqual(3 ** bracket)
        for (let rung = 0; rung < bracket; rung++)
          expect(trial.systemAttrs).not.toHaveProperty(`completed_rung_${rung}`)
      }
      // 27, 12 and 6 configurations in Hyperband's table.
      expect(sizes).toEqual([36, 16, 8])
      const lastBracket = study.trials.filter((trial) => legOf(trial, 'asha')!.bracket === 2)
      const finished = lastBracket.filter(({ state }) => state === 'complete')
      expect(finished.length).toBeGreaterThan(0)
      expect(finished.length).toBeLessThan(lastBracket.length)
    },
  )

  test('refuses more brackets than there are rungs', async () => {
    const error = await refusal(() => schedulers.asha({ fidelity, brackets: 5 }).open())
    expect(error).toMatchObject({ code: 'scheduler/bad-option' })
    expect(error.message).toContain('1, 3, 9, 27')
  })
})

describe('schedulers that judge by named metrics', () => {
  const training = { directions: ['minimize', 'maximize'] as const, metricNames: ['loss', 'accuracy'] }

  async function run(options: object, study: { readonly trials?: number } = {}) {
    const opened = await createStudy({ ...training, storage: 'memory:', sampler: 'random', seed: 2, pruner: null })
    await opened.optimize(
      search,
      async ({ x }, trial) => {
        const from = ((await trial.restore<number>()) ?? 0) + 1
        for (let epoch = from; epoch <= 27; epoch++) {
          trial.checkpoint(epoch)
          await trial.report({ loss: lossAt(x, epoch), accuracy: x, seconds: x * epoch }, epoch)
        }
        return [lossAt(x, 27), x]
      },
      { scheduler: schedulers.asha({ fidelity, ...options }), trials: study.trials ?? 30 },
    )
    return opened
  }

  const completed = ({ trials }: Awaited<ReturnType<typeof run>>) =>
    trials.filter(({ state }) => state === 'complete').map(({ params }) => Number(params.x))

  test('one metric of several: those that are best in it go on', async () => {
    const byAccuracy = completed(await run({ metric: 'accuracy' }))
    const all = (await run({ metric: 'accuracy' })).trials.map(({ params }) => Number(params.x))
    expect(byAccuracy).toContain(Math.max(...all))
    const byLoss = completed(await run({ metric: 'loss' }))
    expect(Math.min(...byLoss.map((x) => Math.abs(x - 0.3)))).toBeLessThan(0.1)
    expect(Math.max(...byLoss)).toBeLessThan(Math.max(...byAccuracy))
  })

  test('a metric that is no objective needs a direction', async () => {
    const bySeconds = completed(await run({ metric: 'seconds', direction: 'minimize' }))
    expect(Math.min(...bySeconds)).toBeLessThan(0.1)
    expect((await refusal(() => run({ metric: 'seconds' }))).code).toBe('scheduler/unknown-metric')
  })

  test('all objectives: ends of the front go on, whichever way they trade off', async () => {
    const both = completed(await run({}, { trials: 60 }))
    expect(Math.max(...both)).toBeGreaterThan(0.8)
    expect(both.some((x) => Math.abs(x - 0.3) < 0.1)).toBe(true)
    const plain = await run({ ranking: 'nonDominated' }, { trials: 60 })
    expect(completed(plain)).not.toEqual(both)
  })

  test('a metric that is not reported is one error that says which', async () => {
    const error = await refusal(() => run({ metric: ['loss', 'memory'], direction: ['minimize', 'minimize'] }))
    expect(error.code).toBe('scheduler/unreported-metric')
    expect(error.message).toContain('"memory"')
  })
})
