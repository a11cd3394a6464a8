import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { createRng } from '../base/rng.ts'
import type { Direction } from '../hpo/core/direction.ts'
import type { Sampler } from '../hpo/core/sampler.ts'
import type { Storage } from '../hpo/core/storage.ts'
import { isFinished, type TrialRecord } from '../hpo/core/trial-record.ts'
import { decode } from '../hpo/space/decode.ts'
import { contains, type Params } from '../hpo/space/distribution.ts'
import { behaviour } from '../hpo/space/node.ts'
import type { Space } from '../hpo/space/space.ts'
import { unmetBy } from '../hpo/space/unmet.ts'
import { openStorage } from '../hpo/storages/open-storage.ts'
import { Study } from '../hpo/study/study.ts'
import type { TellResult } from '../hpo/study/trials/objective-result.ts'
import type { Trial } from '../hpo/study/trials/trial.ts'

/** What a trial of a contract's study came out as. */
export type Outcome = (params: Params, number: number) => TellResult

export interface ContractRun {
  /** Null: define-by-run, as `wander` asks. */
  readonly search: Space<unknown> | null
  readonly trials: number
  /** Default: `smoothLoss` of the parameters, once for each objective with another centre. */
  readonly outcome?: Outcome | undefined
  /** How many trials run at once. Default: 1. */
  readonly workers?: number | undefined
  /** Whether trials end in an order of chance, from this seed, instead of in that in which they began. */
  readonly shuffled?: string | undefined
}

/** A study that is new, or goes on, on a storage of its own. */
export async function contractStudy(
  sampler: Sampler,
  { storage, directions }: { readonly storage?: Storage; readonly directions?: readonly Direction[] } = {},
): Promise<Study> {
  return Study.open({
    storage: storage ?? (await openStorage('memory:')),
    ownsStorage: storage === undefined,
    name: 'contract',
    sampler,
    directions,
    seed: 7,
    loadIfExists: true,
  })
}

/** Asks and tells; with several studies, which are the same one seen by several processes, they ask by turns. */
export async function runContract(studies: Study | readonly Study[], run: ContractRun): Promise<void> {
  const { search, trials, workers = 1, shuffled } = run
  const processes = [studies].flat()
  const chance = createRng(shuffled ?? '')
  const running: { readonly study: Study; readonly trial: Trial<unknown> }[] = []
  for (let asked = 0; asked < trials || running.length > 0;) {
    if (asked < trials && running.length < workers) {
      const study = processes[asked++ % processes.length]
      const trial = search === null ? await wander(study) : await study.ask(search)
      running.push({ study, trial })
      continue
    }
    const [ended] = running.splice(shuffled === undefined ? 0 : chance.integer(running.length), 1)
    const { study, trial } = ended
    const outcome = run.outcome ?? plainOutcome(study.directions.length)
    await study.tell(trial, outcome(trial.flatParams, trial.number))
  }
}

function plainOutcome(objectives: number): Outcome {
  return (params) => Array.from({ length: objectives }, (_, i) => smoothLoss(params, i))
}

/** Define-by-run with a branch and with a range of one value. */
async function wander(study: Study): Promise<Trial> {
  const trial = await study.ask()
  trial.float('lr', 1e-4, 1, { step: 0.2499 })
  if (trial.categorical('opt', ['adam', 'sgd']) === 'adam') trial.int('beta', 1, 9)
  trial.categorical('act', ['tanh', 'sin', null])
  trial.float('one', 2, 2)
  return trial
}

/** A bowl around a point for numbers, and a price for each text. */
export function smoothLoss(params: Params, objective = 0): number {
  let loss = 0
  for (const [name, value] of Object.entries(params)) {
    const centre = 0.3 + 0.1 * name.length + objective
    loss += typeof value === 'number' ? Math.abs(value - centre) / (1 + Math.abs(value)) : String(value).length / 8
  }
  return loss
}

/** Everything that a seed decides. */
export function transcript(trials: readonly TrialRecord[]): readonly object[] {
  return trials.map(({ number, state, params, values, distributions, intermediateValues, systemAttrs }) => ({
    number,
    state,
    params,
    values,
    distributions,
    curve: [...intermediateValues],
    systemAttrs,
  }))
}

export const paramsOf = ({ trials }: Pick<Study, 'trials'>): readonly Params[] => trials.map(({ params }) => params)

/** Every trial lies in the space: its parameters are those that exist, in range, and allowed, and decode to a value. */
export function expectValid(trials: readonly TrialRecord[], search: Space<unknown>): void {
  const leaves = search[behaviour].leaves('')
  for (const { number, state, params } of trials) {
    const what = `trial ${number} with ${JSON.stringify(params)}`
    expect(isFinished(state), `${what} is ${state}`).toBe(true)
    const existing = leaves.filter(({ when }) => when.every(({ name, value }) => params[name] === value))
    expect(Object.keys(params).toSorted(), what).toEqual(existing.map(({ name }) => name).toSorted())
    expect(
      existing.filter(({ name, distribution }) => !contains(distribution, params[name])),
      `outside in ${what}`,
    ).toEqual([])
    expect(unmetBy(search, params), what).toEqual([])
    expect(() => search.parse(decode(search, params)), what).not.toThrow()
  }
}

/** Runs `use` with something that opens the same storage anew each time, as another process would. */
export type WithStorage = (use: (open: () => Promise<Storage>) => Promise<void>) => Promise<void>

/** The same memory each time. */
export const withMemory: WithStorage = async (use) => {
  const storage = await openStorage('memory:')
  await use(async () => storage)
}

/** One SQLite file. */
export const withSqlite: WithStorage = async (use) => {
  const folder = await mkdtemp(join(tmpdir(), 'ansatz-contract-'))
  const opened: Storage[] = []
  try {
    await use(async () => {
      const storage = await openStorage(`sqlite:///${join(folder, 'study.db')}`)
      opened.push(storage)
      return storage
    })
  } finally {
    for (const storage of opened) await storage[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
}
