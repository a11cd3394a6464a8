import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { legOf, pauseOf } from '../../../src/hpo/core/scheduler.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Infer } from '../../../src/hpo/space/node.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { lossAt, scheduledRun, search, trainer } from './setup.ts'

const fidelity = { name: 'epochs', min: 1, max: 27 }
const folder = mkdtempSync(join(tmpdir(), 'ansatz-brackets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('`schedulers.hyperband`', () => {
  test('runs the table of R = 27 on a study, resuming those that go on', async () => {
    const { study, trained } = await scheduledRun({ scheduler: schedulers.hyperband({ fidelity }) })
    const brackets = [0, 1, 2, 3].map((bracket) => {
      const inside = study.trials.filter((trial) => legOf(trial, 'hyperband')!.bracket === bracket)
      return [1, 3, 9, 27].map((epochs) => inside.filter(({ number }) => trained.get(number)!.length >= epochs).length)
    })
    expect(brackets).toEqual([
      [27, 9, 3, 1],
      [12, 12, 4, 1],
      [6, 6, 6, 2],
      [4, 4, 4, 4],
    ])
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    for (const { number, state } of study.trials) {
      expect(state).toBe(trained.get(number)!.length === 27 ? 'complete' : 'pruned')
    }
    expect(study.lastEnd?.reason).toBe('trials')
  })

  test('keeps the best of each rung', async () => {
    const { study, trained } = await scheduledRun({ scheduler: schedulers.hyperband({ fidelity }) })
    const first = study.trials.slice(0, 27)
    const ranked = first.toSorted((a, b) => a.intermediateValues.get(1)! - b.intermediateValues.get(1)!)
    const wentOn = first.filter(({ number }) => trained.get(number)!.length >= 3)
    expect(new Set(wentOn)).toEqual(new Set(ranked.slice(0, 9)))
  })

  test('does the same with four workers as with one', async () => {
    const scheduler = schedulers.hyperband({ fidelity })
    const one = await scheduledRun({ scheduler }, 7)
    const four = await scheduledRun({ scheduler, concurrency: 4 }, 7)
    const shown = ({ study }: typeof one) =>
      study.trials.map(({ params, state, values }) => ({ params, state, values }))
    expect(shown(four)).toEqual(shown(one))
  })

  test('ends early with `trials`, with the brackets’ shape kept', async () => {
    const { study, trained } = await scheduledRun({ scheduler: schedulers.hyperband({ fidelity }), trials: 9 })
    expect(study.trials.length).toBe(9)
    const epochs = [...trained.values()].map((log) => log.length).sort((a, b) => b - a)
    expect(epochs).toEqual([27, 3, 3, 1, 1, 1, 1, 1, 1])
  })

  test('goes through all brackets `rounds` times, over several runs too', async () => {
    const small = { name: 'epochs', min: 9, max: 27 }
    const once = await scheduledRun({ scheduler: schedulers.hyperband({ fidelity: small }) })
    expect(once.study.trials.length).toBe(3 + 2)
    const { train } = trainer()
    await once.study.optimize(search, train, { scheduler: schedulers.hyperband({ fidelity: small }) })
    expect(once.study.trials.length).toBe(5)
    await once.study.optimize(search, train, { scheduler: schedulers.hyperband({ fidelity: small, rounds: 3 }) })
    expect(once.study.trials.length).toBe(15)
  })
})

describe('`schedulers.successiveHalving`', () => {
  test('runs one bracket', async () => {
    const { study, trained } = await scheduledRun({ scheduler: schedulers.successiveHalving({ fidelity, trials: 12 }) })
    const epochs = [...trained.values()].map((log) => log.length)
    expect([1, 3, 9, 27].map((n) => epochs.filter((count) => count >= n).length)).toEqual([12, 4, 1, 1])
    expect(study.trials.length).toBe(12)
  })

  test('finds a better optimum than random search that trains as many epochs', async () => {
    const wide = space({ a: float(0, 1), b: float(0, 1), c: float(0, 1), epochs: int(1, 27) })
    const loss = ({ a, b, c }: Infer<typeof wide>, epoch: number): number =>
      (a - 0.3) ** 2 + (b - 0.6) ** 2 + (c - 0.5) ** 2 + Math.exp(-epoch / (2 + a))
    let wins = 0
    for (let seed = 0; seed < 20; seed++) {
      const make = (name: string) =>
        createStudy({ storage: 'memory:', seed: `${name} ${seed}`, sampler: 'random', pruner: null })
      const halving = await make('halving')
      const scheduler = schedulers.successiveHalving({ fidelity })
      await halving.optimize(wide, (params, trial) => loss(params, trial.budget!), { scheduler })
      const random = await make('random')
      // 27 + 9·2 + 3·6 + 18 epochs, with resumed trials, are three full trainings.
      await random.optimize(wide, (params) => loss(params, 27), { trials: 3 })
      if (halving.bestValue < random.bestValue) wins++
    }
    // Where the early ranking is right, the best of 27 beats the best of 3 in 9 of 10 cases; a coin wins 15 of 20 in 2 %.
    expect(wins).toBeGreaterThanOrEqual(15)
  })

  test('goes on when trials fail, with the rest', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    class Lost extends Error {}
    await study.optimize(
      search,
      ({ x }, trial) => {
        if (trial.number % 2 === 0) throw new Lost()
        return lossAt(x, trial.budget!)
      },
      { scheduler: schedulers.successiveHalving({ fidelity, trials: 9 }), catch: [Lost] },
    )
    const states = study.trials.map(({ state }) => state)
    expect(states.filter((state) => state === 'fail').length).toBe(5)
    expect(states.filter((state) => state === 'complete').length).toBe(1)
    expect(states.includes('running')).toBe(false)
  })
})

describe('checkpoints in a folder', () => {
  test('let another study object go on where the first was interrupted, as if it had not been', async () => {
    const storage = `sqlite:///${join(folder, 'study.db')}`
    const checkpoints = join(folder, 'checkpoints')
    const scheduler = schedulers.successiveHalving({ fidelity, trials: 9 })
    const { train, trained } = trainer()
    const controller = new AbortController()
    const first = await createStudy({ name: 'paused', storage, seed: 1, sampler: 'random' })
    const interrupted = first.optimize(
      search,
      (params, trial) => {
        if (trial.budget === 9) controller.abort(new Error('enough'))
        return train(params, trial)
      },
      { scheduler, checkpoints, signal: controller.signal },
    )
    await expect(interrupted).rejects.toThrow('enough')
    await first.close()
    // The one that was interrupted on its way from 3 to 9 epochs is back at 3, perhaps with others that wait there.
    expect([1, 2, 3]).toContain(readdirSync(checkpoints).length)

    const second = await createStudy({ name: 'paused', storage, loadIfExists: true, sampler: 'random' })
    expect(second.trials.some((trial) => pauseOf(trial) !== null)).toBe(true)
    await second.optimize(search, train, { scheduler, checkpoints })
    const whole = await scheduledRun({ scheduler })
    const shown = (study: typeof second) => study.trials.map(({ params, state, values }) => ({ params, state, values }))
    expect(shown(second)).toEqual(shown(whole.study))
    for (const log of trained.values()) {
      // The epoch during which the interrupt came had to be trained again.
      const again = log.length - new Set(log).size
      expect(again).toBe(log.length >= 9 ? 1 : 0)
    }
    await second.close()
    expect(readdirSync(checkpoints)).toEqual([])
  })

  test('that are gone end their trials instead of training them again', async () => {
    const storage = `sqlite:///${join(folder, 'lost.db')}`
    const scheduler = schedulers.asha({ fidelity, leftovers: 'keep' })
    const { train, trained } = trainer()
    const first = await createStudy({ name: 'lost', storage, seed: 1, sampler: 'random' })
    await first.optimize(search, train, { scheduler, trials: 2 })
    await first.close()
    // The first one kept its checkpoints in memory.
    const second = await createStudy({ name: 'lost', storage, loadIfExists: true, sampler: 'random' })
    await second.optimize(search, train, { scheduler: schedulers.asha({ fidelity }), trials: 4 })
    for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
    expect(second.trials.every(({ state }) => state !== 'running')).toBe(true)
    await second.close()
  })
})
