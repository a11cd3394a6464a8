import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InputError } from '../base/errors.ts'
import { pauseOf, type Scheduler } from '../hpo/core/scheduler.ts'
import type { StopRule } from '../hpo/core/stop-rule.ts'
import type { Storage } from '../hpo/core/storage.ts'
import { float } from '../hpo/space/kinds/float.ts'
import { int } from '../hpo/space/kinds/int.ts'
import { space } from '../hpo/space/space.ts'
import { openStorage } from '../hpo/storages/open-storage.ts'
import type { OptimizeOptions } from '../hpo/study/optimize/optimize-options.ts'
import { Study } from '../hpo/study/study.ts'
import type { Trial } from '../hpo/study/trials/trial.ts'
import { uniformSampler } from './uniform-sampler.ts'

/** A line of a registry: gives the scheduler's file. */
type LoadScheduler = () => Promise<{ readonly definition: { create(options: never): Scheduler } }>

/** The parameter that schedulers under test hand out: they must be made with this fidelity. */
export const contractFidelity = { name: 'epochs', min: 1, max: 9 }

const search = space({ x: float(-1, 1), epochs: int(1, 9) })

interface Run extends OptimizeOptions<Study> {
  readonly direction?: 'minimize' | 'maximize'
  /** Trials that throw `Broken`, and those whose loss is NaN. */
  readonly broken?: readonly number[]
  readonly diverged?: readonly number[]
  readonly study?: Study
}

class Broken extends Error {}

/** Runs a study of 30 trials at most whose trials note every epoch that they train. */
async function run(scheduler: Scheduler, how: Run = {}) {
  const { direction = 'minimize', broken = [], diverged = [], study = await open(direction), ...options } = how
  const trained = new Map<number, number[]>()
  const sign = study.directions[0] === 'minimize' ? 1 : -1
  const train = async ({ x }: { readonly x: number }, trial: Trial<unknown>): Promise<number> => {
    const log = trained.get(trial.number) ?? []
    trained.set(trial.number, log)
    let epoch = (await trial.restore<number>()) ?? 0
    let loss = Number.NaN
    while (epoch < contractFidelity.max) {
      epoch++
      log.push(epoch)
      if (broken.includes(trial.number)) throw new Broken()
      loss = diverged.includes(trial.number) ? Number.NaN : sign * (x * x + 1 / epoch)
      trial.checkpoint(epoch)
      await trial.report(loss, epoch)
    }
    return loss
  }
  await study.optimize(search, train, { trials: 30, catch: [Broken], scheduler, ...options })
  return { study, trained }
}

async function open(direction: 'minimize' | 'maximize', storage?: Storage): Promise<Study> {
  return Study.open({
    storage: storage ?? (await openStorage('memory:')),
    ownsStorage: storage === undefined,
    loadIfExists: true,
    name: 'contract',
    sampler: uniformSampler,
    directions: [direction],
    seed: 1,
  })
}

/** Near 0 the first is small, near 1 the second; both fall with the epochs. */
const tradeOffAt = (x: number, epoch: number): readonly [number, number] => [
  Math.abs(x) + 1 / epoch,
  Math.abs(1 - x) + 1 / epoch,
]

async function reportingTradeOff({ x }: { readonly x: number }, trial: Trial<unknown>): Promise<readonly number[]> {
  for (let epoch = ((await trial.restore<number>()) ?? 0) + 1; epoch <= contractFidelity.max; epoch++) {
    const [near, far] = tradeOffAt(x, epoch)
    trial.checkpoint(epoch)
    await trial.report({ near, far }, epoch)
  }
  return tradeOffAt(x, contractFidelity.max)
}

const tradeOffOptions = async () => ({
  storage: await openStorage('memory:'),
  name: 'trade-off',
  sampler: uniformSampler,
  directions: ['minimize', 'minimize'] as const,
  metricNames: ['near', 'far'],
  seed: 1,
})

const openTradeOff = async (): Promise<Study> => Study.open(await tradeOffOptions())

/** Ends a run when the study has so many trials. */
const untilTrials = (count: number): StopRule => ({
  name: 'untilTrials',
  watch:
    () =>
    ({ study }) =>
      study.trials.length >= count ? 'enough' : null,
})

const shown = ({ study }: { readonly study: Study }) =>
  study.trials.map(({ params, state, intermediateValues }) => ({ params, state, curve: [...intermediateValues] }))

/**
 * The laws of every scheduler of trials, as vitest tests; call it at the top level of a test file.
 *
 * @param options what the scheduler is made with; they must hold `fidelity: contractFidelity`
 */
export function schedulerContract(name: string, load: LoadScheduler, options: unknown): void {
  const make = async (): Promise<Scheduler> => (await load()).definition.create(options as never)

  describe(`schedulerContract: ${name} with ${JSON.stringify(options)}`, () => {
    test('bears its registered name, and hands out the fidelity that it was given', async () => {
      const scheduler = await make()
      expect(scheduler.name).toBe(name)
      expect(scheduler.fidelity).toEqual(contractFidelity)
    })

    test('ends, with every trial complete or pruned, and some of each', async () => {
      const { study } = await run(await make())
      expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']))
    })

    test('trains every epoch once and in order, and no trial beyond the full resource', async () => {
      const { trained } = await run(await make(), { concurrency: 3 })
      for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
      expect(Math.max(...Array.from(trained.values(), (log) => log.length))).toBe(contractFidelity.max)
    })

    test('spends less than every trial in full, and completes a better trial than the median one', async () => {
      const { study, trained } = await run(await make())
      const epochs = [...trained.values()].reduce((sum, log) => sum + log.length, 0)
      expect(epochs).toBeLessThan(0.8 * study.trials.length * contractFidelity.max)
      const sizes = study.trials.map(({ params }) => Math.abs(Number(params.x))).sort((a, b) => a - b)
      expect(study.bestValue).toBeLessThan(sizes[Math.floor(sizes.length / 2)] ** 2 + 1 / contractFidelity.max)
    })

    test('gives the same study for the same seed, also when made anew', async () => {
      expect(shown(await run(await make()))).toEqual(shown(await run(await make())))
    })

    test('decides of a maximised study as of its mirror image', async () => {
      const states = async (direction: 'minimize' | 'maximize') =>
        (await run(await make(), { direction })).study.trials.map(({ state }) => state)
      expect(await states('maximize')).toEqual(await states('minimize'))
    })

    test('survives trials that fail or diverge, and completes none of them', async () => {
      const broken = [0, 3, 4]
      const diverged = [1, 7]
      const { study } = await run(await make(), { broken, diverged, concurrency: 2 })
      for (const number of broken) expect(study.trials[number].state).toBe('fail')
      for (const number of diverged) expect(study.trials[number].state).not.toBe('complete')
      expect(study.trials.some(({ state }) => state === 'complete')).toBe(true)
      expect(study.trials.some((trial) => pauseOf(trial) !== null)).toBe(false)
    })

    test('ends when every trial fails', async () => {
      const { study } = await run(await make(), { broken: Array.from({ length: 40 }, (_, i) => i), trials: 6 })
      expect(study.trials.every(({ state }) => state === 'fail')).toBe(true)
    })

    test('goes on in a second run as it would have in one', async () => {
      const scheduler = await make()
      const halves = await run(scheduler, { stopWhen: untilTrials(8) })
      expect(halves.study.trials.length).toBe(8)
      const left = 30 - halves.study.trials.length
      const both = await run(await make(), { study: halves.study, trials: left })
      expect(shown(both)).toEqual(shown(await run(scheduler)))
    })

    test('goes on in another process, which has the storage and the checkpoints, as it would have in one', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ansatz-contract-'))
      try {
        const storage = await openStorage('memory:')
        const checkpoints = join(folder, 'checkpoints')
        for (const last of [8, 9, 30]) {
          const study = await open('minimize', storage)
          const left = 30 - study.trials.length
          const stopWhen = untilTrials(last === 30 ? Number.POSITIVE_INFINITY : last)
          await run(await make(), { study, trials: left, checkpoints, stopWhen })
        }
        const whole = await run(await make())
        expect(shown({ study: await open('minimize', storage) })).toEqual(shown(whole))
      } finally {
        await rm(folder, { recursive: true })
      }
    })

    test('keeps four workers apart, and ends with every trial complete or pruned', async () => {
      const { study, trained } = await run(await make(), { concurrency: 4, broken: [2], diverged: [5] })
      for (const log of trained.values()) expect(log).toEqual(log.map((_, i) => i + 1))
      const states = study.trials.filter(({ number }) => number !== 2).map(({ state }) => state)
      expect(new Set(states)).toEqual(new Set(['complete', 'pruned']))
      for (const { params } of study.trials) {
        expect(params.epochs).toBe(contractFidelity.max)
        expect(Math.abs(Number(params.x))).toBeLessThanOrEqual(1)
      }
    })

    test('compares the trials of several named objectives by domination, whichever way the objective is written', async () => {
      const study = await openTradeOff()
      const scheduler = await make()
      await study.optimize(search, reportingTradeOff, { trials: 30, scheduler, concurrency: 2 })
      expect(new Set(study.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']))
      const others = await openTradeOff()
      const returning = ({ x }: { readonly x: number }, { budget }: Trial<unknown>) => tradeOffAt(x, budget ?? 0)
      await others.optimize(search, returning, { trials: 30, scheduler: await make() })
      expect(others.trials.every(({ state }) => state === 'complete' || state === 'pruned')).toBe(true)
      const unnamed = await Study.open({ ...(await tradeOffOptions()), metricNames: undefined })
      const refused = unnamed.optimize(search, reportingTradeOff, { trials: 3, scheduler: await make() })
      await expect(refused).rejects.toMatchObject({ code: 'scheduler/unnamed-objectives' })
    })

    test('runs a single trial to its end or gives it up', async () => {
      const { study } = await run(await make(), { trials: 1 })
      expect(study.trials.length).toBe(1)
      expect(['complete', 'pruned']).toContain(study.trials[0].state)
    })

    test('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const create = (): unknown => definition.create({ ...(options as object), noSuchOption: 1 } as never)
      expect(create).toThrow(InputError)
      expect(create).toThrow(/"noSuchOption".*Allowed: /)
    })
  })
}
