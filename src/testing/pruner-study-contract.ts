import { describe, expect } from 'vitest'
import type { Direction } from '../hpo/core/direction.ts'
import type { Pruner } from '../hpo/core/pruner.ts'
import type { Storage } from '../hpo/core/storage.ts'
import { TrialPruned } from '../hpo/core/trial-pruned.ts'
import { float } from '../hpo/space/kinds/float.ts'
import { space } from '../hpo/space/space.ts'
import { openStorage } from '../hpo/storages/open-storage.ts'
import { Study } from '../hpo/study/study.ts'
import type { Trial } from '../hpo/study/trials/trial.ts'
import { type DeclareLaw, lawsExcept } from './contract-law.ts'
import { transcript, withMemory, type WithStorage, withSqlite } from './contract-study.ts'
import type { PrunerContractOptions } from './pruner-contract.ts'
import { uniformSampler } from './uniform-sampler.ts'

/** A line of a registry: gives the pruner's file. */
type LoadPruner = () => Promise<{ readonly definition: { create(options: never, parts: never): unknown } }>

interface PrunerUnderTest {
  /** The pruner, with these options beside those that the suite was given. */
  readonly make: (more?: object) => Promise<Pruner>
  readonly law: DeclareLaw
}

/**
 * The laws of every pruner in real studies, as vitest tests: trials that report, in memory. Call it once per pruner and
 * set of options at the top level of a test file. The options should be such that it prunes some of 24 trials, whose
 * values at steps 1 to 9 are x² + 1/step, and 0.2 more at every fourth, of x from −1 to 1.
 */
export function prunerStudyContract(name: string, load: LoadPruner, how: PrunerContractOptions = {}): void {
  const subject = underTest(load, how)
  describe(`prunerStudyContract: ${name} with ${JSON.stringify(how.options) ?? 'its defaults'}`, () => {
    studyLaws(subject)
    curveLaws(subject)
    metricLaws(subject)
    resumeLaws(subject, withMemory)
  })
}

/** The laws of `prunerStudyContract` about studies that other processes continue, on SQLite files. */
export function prunerResumeContract(name: string, load: LoadPruner, how: PrunerContractOptions = {}): void {
  const title = `prunerResumeContract: ${name} with ${JSON.stringify(how.options) ?? 'its defaults'}`
  describe(title, () => resumeLaws(underTest(load, how), withSqlite))
}

function underTest(load: LoadPruner, { options, parts, skip = [] }: PrunerContractOptions): PrunerUnderTest {
  return {
    make: async (more) => {
      const all = more === undefined ? options : { ...(options as object | undefined), ...more }
      return (await (await load()).definition.create(all as never, parts as never)) as Pruner
    },
    law: lawsExcept(skip),
  }
}

const count = 24
const lastStep = 9
const search = space({ x: float(-1, 1) })
type Report = Parameters<Trial['report']>[0]
/** What a trial reports at a step; its value is the one of its last report. */
type Curve = (x: number, step: number, number: number) => number

/** Falls, but for every fourth step. */
const bowl: Curve = (x, step) => x * x + 1 / step + (step % 4 === 0 ? 0.2 : 0)

interface Run {
  readonly pruner: Pruner
  readonly storage?: Storage
  readonly trials?: number
  readonly workers?: number
  readonly curve?: Curve
  readonly directions?: readonly Direction[]
  readonly metricNames?: readonly string[]
  readonly report?: (loss: number) => Report
  readonly values?: (loss: number) => number | readonly number[]
}

/** Trials that run side by side, each reporting once in every round. */
async function run({ pruner, storage, trials = count, workers = 1, curve = bowl, ...how }: Run): Promise<Study> {
  const { report = (loss) => loss, values = (loss) => loss, directions, metricNames } = how
  const study = await Study.open({
    storage: storage ?? (await openStorage('memory:')),
    ownsStorage: storage === undefined,
    name: 'contract',
    sampler: uniformSampler,
    pruner,
    directions,
    metricNames,
    seed: 7,
    loadIfExists: true,
  })
  const running: { readonly trial: Trial<{ readonly x: number }>; step: number }[] = []
  for (let asked = 0; asked < trials || running.length > 0;) {
    while (asked < trials && running.length < workers) {
      running.push({ trial: await study.ask(search), step: 0 })
      asked++
    }
    for (const each of running.slice()) {
      const loss = curve(each.trial.params.x, ++each.step, each.trial.number)
      const goesOn = await reported(each.trial, report(loss), each.step)
      if (goesOn && each.step < lastStep) continue
      running.splice(running.indexOf(each), 1)
      await study.tell(each.trial, goesOn ? values(loss) : { state: 'pruned' })
    }
  }
  return study
}

/** False when the trial should stop. */
async function reported(trial: Trial<unknown>, value: Report, step: number): Promise<boolean> {
  try {
    await trial.report(value, step)
    return true
  } catch (error) {
    if (error instanceof TrialPruned) return false
    throw error
  }
}

const fates = ({ trials }: Study): readonly object[] =>
  trials.map(({ state, intermediateValues }) => ({ state, steps: intermediateValues.size }))

function studyLaws({ make, law }: PrunerUnderTest): void {
  law('prunes some trials and completes some, the same in every study of the same seed', async () => {
    const first = await run({ pruner: await make() })
    expect(new Set(first.trials.map(({ state }) => state))).toEqual(new Set(['complete', 'pruned']))
    const second = await run({ pruner: await make() })
    expect(transcript(second.trials)).toEqual(transcript(first.trials))
  })

  law('judges four trials that run side by side, and completes one', async () => {
    const four = await run({ pruner: await make(), workers: 4 })
    expect(four.trials.every(({ state }) => state === 'complete' || state === 'pruned')).toBe(true)
    expect(four.trials.some(({ state }) => state === 'complete')).toBe(true)
    expect(transcript((await run({ pruner: await make(), workers: 4 })).trials)).toEqual(transcript(four.trials))
  })

  law('prunes in a maximised study as in its mirror image', async () => {
    const mirrored: Curve = (...at) => -bowl(...at)
    const upwards = await run({ pruner: await make(), curve: mirrored, directions: ['maximize'] })
    expect(fates(upwards)).toEqual(fates(await run({ pruner: await make() })))
  })
}

function curveLaws({ make, law }: PrunerUnderTest): void {
  law('goes on when trials report NaN or infinite values, and completes what reports finite ones', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const curve: Curve = (x, step, number) =>
      number % 4 === 1 && step > number % 3 ? odd[(number >> 2) % odd.length] : bowl(x, step, number)
    for (const workers of [1, 4]) {
      const { trials } = await run({ pruner: await make(), curve, workers })
      expect(trials.length).toBe(count)
      expect(trials.some(({ number, state }) => number % 4 !== 1 && state === 'complete')).toBe(true)
    }
  })

  law('goes on in study.optimize after trials that failed', async () => {
    const pruner = await make()
    const storage = await openStorage('memory:')
    const study = await Study.open({ storage, name: 'contract', sampler: uniformSampler, pruner, seed: 7 })
    class Broken extends Error {}
    await study.optimize(
      search,
      async ({ x }, trial) => {
        if (trial.number % 3 === 0) throw new Broken()
        for (let step = 1; step <= lastStep; step++) await trial.report(bowl(x, step, trial.number), step)
        return bowl(x, lastStep, trial.number)
      },
      { trials: count, catch: [Broken] },
    )
    for (const { number, state } of study.trials) expect(state === 'fail').toBe(number % 3 === 0)
    expect(study.trials.some(({ state }) => state === 'complete')).toBe(true)
  })
}

function metricLaws({ make, law }: PrunerUnderTest): void {
  const two = { directions: ['minimize', 'maximize'] as const, metricNames: ['loss', 'acc'] }
  law('prunes a study of two objectives by the metric that it names, as a study of that metric alone', async () => {
    const both = await run({
      ...two,
      pruner: await make({ metric: 'loss' }),
      report: (loss) => ({ acc: Math.sin(99 * loss), loss }),
      values: (loss) => [loss, Math.sin(99 * loss)],
    })
    expect(both.trials.some(({ state }) => state === 'pruned')).toBe(true)
    expect(fates(both)).toEqual(fates(await run({ pruner: await make() })))
  })
}

function resumeLaws({ make, law }: PrunerUnderTest, withStorage: WithStorage): void {
  law('a study that is closed, and continued with a new pruner, goes on as if it had not ended', async () => {
    const whole = await run({ pruner: await make() })
    await withStorage(async (open) => {
      for (const trials of [10, 1, 13, 0]) {
        const study = await run({ pruner: await make(), storage: await open(), trials })
        if (trials === 0) expect(transcript(study.trials)).toEqual(transcript(whole.trials))
        await study.close()
      }
    })
  })
}
