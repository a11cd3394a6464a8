import { describe, expect, test } from 'vitest'
import { pauseOf } from '../../../src/hpo/core/scheduler.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { refusal } from '../study/setup.ts'
import { lossAt, scheduledRun, search, trainer } from './setup.ts'

const fidelity = { name: 'epochs', min: 1, max: 27 }

describe('`schedulers.asha` by promotion', () => {
  test('gives many trials little and few trials much, and never trains an epoch twice', async () => {
    const { study, trained } = await scheduledRun({ scheduler: schedulers.asha({ fidelity }), trials: 40 })
    const epochs = [...trained.values()].map((log) => log.length)
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    const reached = (n: number) => epochs.filter((count) => count >= n).length
    expect(reached(1)).toBe(40)
    for (const rung of [3, 9, 27]) {
      // A third of those at the rung before, and some that were among the best third only for a while.
      expect(reached(rung)).toBeGreaterThanOrEqual(Math.floor(reached(rung / 3) / 3))
      expect(reached(rung)).toBeLessThanOrEqual(Math.ceil(reached(rung / 3) / 2))
    }
    expect(epochs.every((count) => [1, 3, 9, 27].includes(count))).toBe(true)
    expect(study.trials.map(({ state }) => state)).toEqual(
      epochs.map((count) => (count === 27 ? 'complete' : 'pruned')),
    )
  })

  test('keeps the weights of a paused trial: a resumed one ends as if it had never been paused', async () => {
    const { study } = await scheduledRun({ scheduler: schedulers.asha({ fidelity }), trials: 30 })
    const complete = study.trials.filter(({ state }) => state === 'complete')
    expect(complete.length).toBeGreaterThan(0)
    for (const { params, values, intermediateValues } of complete) {
      const x = params.x as number
      expect(values).toEqual([lossAt(x, 27)])
      expect([...intermediateValues]).toEqual(Array.from({ length: 27 }, (_, i) => [i + 1, lossAt(x, i + 1)]))
    }
  })

  test('gives the full resource to those that were best at the rung before', async () => {
    const { study } = await scheduledRun({ scheduler: schedulers.asha({ fidelity }), trials: 40 })
    const at = (rung: number) =>
      study.trials
        .filter(({ systemAttrs }) => Object.hasOwn(systemAttrs, `completed_rung_${rung}`))
        .toSorted(
          (a, b) => Number(a.systemAttrs[`completed_rung_${rung}`]) - Number(b.systemAttrs[`completed_rung_${rung}`]),
        )
        .map(({ number }) => number)
    for (const rung of [0, 1, 2]) {
      const [here, above] = [at(rung), at(rung + 1)]
      // With one worker, whoever was promoted was at that time among the best third; the best third at the end all were.
      expect(above).toEqual(expect.arrayContaining(here.slice(0, Math.floor(here.length / 3))))
    }
  })

  test('passes the fidelity parameter as far as the trial may go, and stores the full resource', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const seen: [number, number, number][] = []
    await study.optimize(
      search,
      ({ x, epochs }, trial) => {
        seen.push([trial.number, epochs, trial.budget!])
        return lossAt(x, epochs)
      },
      { scheduler: schedulers.asha({ fidelity }), trials: 9 },
    )
    // It returns instead of reporting: a leg ends with the return, and the next one begins anew.
    expect(seen.every(([, epochs, budget]) => epochs === budget)).toBe(true)
    expect(new Set(seen.map(([, epochs]) => epochs))).toEqual(new Set([1, 3, 9]))
    expect(study.trials.every(({ params }) => params.epochs === 27)).toBe(true)
    const [number, epochs] = seen.at(-1)!
    expect(study.trials[number].intermediateValues.get(epochs)).toBe(
      lossAt(study.trials[number].params.x as number, epochs),
    )
  })

  test('takes its fidelity from the space, where one is marked', async () => {
    const marked = space({ x: float(0, 1), epochs: int(1, 9).fidelity() })
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const budgets = new Set<number>()
    const run = (scheduler = schedulers.asha()) =>
      study.optimize(
        marked,
        ({ x, epochs }) => {
          budgets.add(epochs)
          return lossAt(x, epochs)
        },
        { scheduler, trials: 9 },
      )
    await run()
    expect([...budgets].sort((a, b) => a - b)).toEqual([1, 3, 9])
    budgets.clear()
    await run(schedulers.asha({ fidelity: { name: 'epochs', min: 3, max: 9 } }))
    expect([...budgets].sort((a, b) => a - b)).toEqual([3, 9])
    const error = await refusal(() => study.optimize(search, () => 1, { scheduler: schedulers.asha(), trials: 1 }))
    expect(error.message).toContain('.fidelity()')
  })

  test('keeps four workers busy, none of which trains what another trains', async () => {
    let running = 0
    let most = 0
    const study = await createStudy({ storage: 'memory:', seed: 3, sampler: 'random' })
    const { train, trained } = trainer()
    await study.optimize(
      search,
      async (params, trial) => {
        most = Math.max(most, ++running)
        try {
          const loss = await train(params, trial)
          return loss
        } finally {
          await new Promise((resolve) => setTimeout(resolve, 1))
          running--
        }
      },
      { scheduler: schedulers.asha({ fidelity }), trials: 27, concurrency: 4 },
    )
    expect(most).toBe(4)
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    expect(study.trials.length).toBe(27)
    expect(study.trials.some(({ state }) => state === 'complete')).toBe(true)
    expect(study.trials.every(({ state }) => state === 'complete' || state === 'pruned')).toBe(true)
  })

  test('`leftovers: "keep"` leaves paused trials to a later run, which promotes them', async () => {
    const scheduler = schedulers.asha({ fidelity, leftovers: 'keep' })
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const { train, trained } = trainer()
    await study.optimize(search, train, { scheduler, trials: 9 })
    const paused = study.trials.filter((trial) => pauseOf(trial) !== null)
    expect(paused.length).toBe(9)
    expect(paused.every(({ state }) => state === 'running')).toBe(true)
    // They are worse than all before, whose best third grows from three to nine.
    for (let i = 0; i < 18; i++) await study.enqueue({ x: 1 })
    const before = paused.map(({ number }) => trained.get(number)!.length)
    await study.optimize(search, train, { scheduler, trials: 18 })
    expect(study.trials.length).toBe(27)
    expect(paused.filter(({ number }, i) => trained.get(number)!.length > before[i]).length).toBeGreaterThanOrEqual(6)
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    await study.optimize(search, train, { scheduler: schedulers.asha({ fidelity }), trials: 0 })
    expect(study.trials.every(({ state }) => state !== 'running')).toBe(true)
  })

  test('gives up a trial whose loss is NaN, and goes on when one fails', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    class Diverged extends Error {}
    await study.optimize(
      search,
      async ({ x }, trial) => {
        if (trial.number === 2) throw new Diverged()
        return trial.number === 1 ? Number.NaN : lossAt(x, trial.budget!)
      },
      { scheduler: schedulers.asha({ fidelity }), trials: 12, catch: [Diverged] },
    )
    expect(study.trials[1].state).toBe('pruned')
    expect(study.trials[2].state).toBe('fail')
    expect(study.trials.filter(({ state }) => state === 'pruned').length).toBeGreaterThan(5)
  })

  test('says what an objective lacks that reports, but has not said what to keep', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const run = study.optimize(
      search,
      async ({ x }, trial) => {
        await trial.report(x, 1)
        return x
      },
      { scheduler: schedulers.asha({ fidelity }), trials: 3 },
    )
    expect((await refusal(() => run)).code).toBe('trial/no-checkpoint')
  })
})

describe('`schedulers.asha` by stopping', () => {
  const scheduler = schedulers.asha({ fidelity, mode: 'stopping' })

  test('lets the first trial through and stops at a rung what is not among the best third there', async () => {
    const { study, trained } = await scheduledRun({ scheduler, trials: 30 })
    expect(study.trials[0].state).toBe('complete')
    const stops = study.trials.filter(({ state }) => state === 'pruned')
    expect(stops.length).toBeGreaterThan(15)
    for (const { number, systemAttrs } of stops) {
      const epochs = trained.get(number)!.length
      const rung = [1, 3, 9].indexOf(epochs)
      expect(rung).toBeGreaterThanOrEqual(0)
      const key = `completed_rung_${rung}`
      const before = study.trials.slice(0, number).flatMap(({ systemAttrs: attrs }) => attrs[key] ?? [])
      const better = before.filter((value) => Number(value) < Number(systemAttrs[key])).length
      expect(better + 1).toBeGreaterThan((before.length + 1) / 3)
    }
  })

  test('needs no checkpoints', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    await study.optimize(
      search,
      async ({ x }, trial) => {
        for (let epoch = 1; epoch <= 27; epoch++) await trial.report(lossAt(x, epoch), epoch)
        return lossAt(x, 27)
      },
      { scheduler, trials: 10 },
    )
    expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']))
  })
})

describe('interrupts', () => {
  test('a run that is aborted keeps its paused trials, and the next one goes on with them', async () => {
    const scheduler = schedulers.asha({ fidelity })
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const { train, trained } = trainer()
    const controller = new AbortController()
    let reports = 0
    const interrupted = study.optimize(
      search,
      async (params, trial) => {
        if (++reports > 15) controller.abort(new Error('enough'))
        return train(params, trial)
      },
      { scheduler, trials: 30, signal: controller.signal },
    )
    await expect(interrupted).rejects.toThrow('enough')
    expect(study.trials.filter((trial) => pauseOf(trial) !== null).length).toBeGreaterThan(5)
    const left = 30 - study.trials.length
    await study.optimize(search, train, { scheduler, trials: left })
    const lengths = [...trained.values()].map((log) => new Set(log).size)
    expect(Math.max(...lengths)).toBe(27)
    for (const { state } of study.trials) expect(state).not.toBe('running')
  })

  test('a leg that runs out of time fails its trial, which is not tried again', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    await study.optimize(
      search,
      async ({ x }, trial) => {
        if (trial.budget! > 1) await new Promise(() => {})
        return x
      },
      { scheduler: schedulers.asha({ fidelity }), trials: 6, trialTimeout: 30 },
    )
    expect(study.trials.filter(({ state }) => state === 'fail').length).toBeGreaterThan(0)
    expect(study.trials.some(({ state }) => state === 'running')).toBe(false)
  })

  test('a trial that is interrupted on its way from a checkpoint goes back there', async () => {
    const scheduler = schedulers.asha({ fidelity, leftovers: 'keep' })
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const { train } = trainer()
    await study.optimize(search, train, { scheduler, trials: 2 })
    const controller = new AbortController()
    const run = study.optimize(
      search,
      async (params, trial) => {
        if (trial.budget === 3) {
          controller.abort(new Error('enough'))
          await new Promise(() => {})
        }
        return train(params, trial)
      },
      { scheduler, trials: 5, signal: controller.signal },
    )
    await expect(run).rejects.toThrow('enough')
    await study.refresh()
    expect(study.trials.length).toBe(3)
    expect(study.trials.map((trial) => pauseOf(trial)?.step)).toEqual([1, 1, 1])
  })
})

test('`asha` refuses options that cannot be used, a space without its parameter, and objectives without names', async () => {
  for (const options of [
    { fidelity: { max: 0 } },
    { fidelity: { min: 5, max: 4 } },
    { fidelity, eta: 1 },
    { fidelity, mode: 'halt' as never },
    {} as never,
  ]) {
    expect((await refusal(() => schedulers.asha(options).open())).code).toBe('scheduler/bad-option')
  }
  expect((await refusal(() => schedulers.asha({ fidelity, reduction: 3 } as never).open())).code).toBe(
    'scheduler/unknown-option',
  )
  const other = schedulers.asha({ fidelity: { name: 'epoch', max: 9 } })
  const error = await refusal(() => scheduledRun({ scheduler: other, trials: 1 }))
  expect(error.code).toBe('scheduler/unknown-fidelity')
  expect(error.message).toContain('"x", "epochs"')
  const repeated = await refusal(() =>
    scheduledRun({ scheduler: schedulers.asha({ fidelity }), trials: 1, repeats: 2 }),
  )
  expect(repeated.code).toBe('study/bad-option')
  const two = await createStudy({ directions: ['minimize', 'minimize'], sampler: 'random', storage: 'memory:' })
  const run = () => two.optimize(() => [1, 2], { scheduler: schedulers.asha({ fidelity: { max: 9 } }), trials: 1 })
  expect((await refusal(run)).code).toBe('scheduler/unnamed-objectives')
})
