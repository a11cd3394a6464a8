import { inspect } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Storage } from '../hpo/core/storage.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import type { Distribution, FloatDistribution, ParamValue } from '../hpo/space/distribution.ts'
import { storageDifferentialLaw } from './storage-differential-law.ts'

export interface StorageContractOptions {
  /** Opens once more what `storage` holds, as another process would; leave out for storages that nobody else can see. */
  readonly reopen?: (storage: Storage) => Promise<Storage>
}

/**
 * The laws of the `Storage` port, as vitest tests.
 *
 * @param open gives a new storage without studies, at each call
 */
export function storageContract(
  name: string,
  open: () => Promise<Storage>,
  { reopen }: StorageContractOptions = {},
): void {
  describe(`${name} keeps the storage contract`, () => {
    const opened: Storage[] = []
    afterEach(async () => {
      for (const storage of opened.splice(0)) await storage[Symbol.asyncDispose]()
    })
    const context: Context = {
      open: async () => {
        const storage = await open()
        opened.push(storage)
        return storage
      },
      reopen: async (storage) => {
        const again = await reopen!(storage)
        opened.push(again)
        return again
      },
    }
    studyLaws(context)
    creationLaws(context)
    runningLaws(context)
    finishingLaws(context)
    refusalLaws(context)
    // The memory storage is what the others are compared with.
    if (name !== 'memory') storageDifferentialLaw(context.open)
    if (reopen !== undefined) sharingLaws(context)
  })
}

interface Context {
  readonly open: () => Promise<Storage>
  readonly reopen: (storage: Storage) => Promise<Storage>
}

const lr: FloatDistribution = { kind: 'float', low: 1e-5, high: 0.1, log: true, step: null }
const depth: Distribution = { kind: 'int', low: 1, high: 9, log: false, step: 2 }
const choices: readonly ParamValue[] = [
  'adam',
  '',
  'ünï "quoted" 🎉',
  1.5,
  true,
  null,
  Number.NaN,
  Number.NEGATIVE_INFINITY,
]
const mixed: Distribution = { kind: 'categorical', choices }

async function newStudy(storage: Storage, name = 'study'): Promise<number> {
  return (await storage.createStudy({ name, directions: ['minimize'] })).id
}

async function onlyTrial(storage: Storage, studyId: number): Promise<TrialRecord> {
  const trials = await storage.readTrials(studyId)
  expect(trials).toHaveLength(1)
  return trials[0]
}

function studyLaws({ open }: Context): void {
  it('`createStudy` gives a study that `findStudy` and `listStudies` find as it was', async () => {
    const storage = await open()
    expect(await storage.findStudy('a')).toBeNull()
    const first = await storage.createStudy({ name: 'a', directions: ['minimize'] })
    const second = await storage.createStudy({ name: 'ünï 🎉 \'"%', directions: ['maximize', 'minimize'] })
    expect(first).toEqual({ id: first.id, name: 'a', directions: ['minimize'], userAttrs: {}, systemAttrs: {} })
    expect(await storage.findStudy('a')).toEqual(first)
    expect(await storage.listStudies()).toEqual([first, second])
  })

  it('`createStudy` with a name that is taken throws `study/duplicate-name`', async () => {
    const storage = await open()
    await newStudy(storage, 'taken')
    await expect(newStudy(storage, 'taken')).rejects.toMatchObject({ code: 'study/duplicate-name' })
  })

  it('`setStudyAttr` keeps user and system attributes apart and replaces what was there', async () => {
    const storage = await open()
    const id = await newStudy(storage)
    await storage.setStudyAttr(id, { scope: 'user', key: 'note', value: 'first' })
    await storage.setStudyAttr(id, { scope: 'user', key: 'note', value: { list: [1, null, Number.POSITIVE_INFINITY] } })
    await storage.setStudyAttr(id, { scope: 'system', key: 'note', value: false })
    expect(await storage.findStudy('study')).toMatchObject({
      userAttrs: { note: { list: [1, null, Number.POSITIVE_INFINITY] } },
      systemAttrs: { note: false },
    })
  })

  it('`deleteStudy` takes the study with its trials and leaves the others', async () => {
    const storage = await open()
    const [gone, kept] = [await newStudy(storage, 'gone'), await newStudy(storage, 'kept')]
    const trial = await storage.createTrial(gone, { state: 'running', userAttrs: { a: 1 } })
    await storage.setParams(trial.id, [{ name: 'lr', value: 0.01, distribution: lr }])
    await storage.report(trial.id, { step: 0, value: 1 })
    await storage.createTrial(kept, { state: 'waiting' })
    await storage.deleteStudy(gone)
    expect((await storage.listStudies()).map(({ name }) => name)).toEqual(['kept'])
    await expect(storage.readTrials(gone)).rejects.toMatchObject({ code: 'study/not-found' })
    await expect(storage.report(trial.id, { step: 1, value: 1 })).rejects.toMatchObject({ code: 'trial/not-found' })
    expect(await storage.readTrials(kept)).toHaveLength(1)
    const again = await newStudy(storage, 'gone')
    expect(await storage.readTrials(again)).toEqual([])
  })
}

function creationLaws({ open }: Context): void {
  it('`createTrial` numbers the trials of each study 0, 1, 2, … whatever their state', async () => {
    const storage = await open()
    const [a, b] = [await newStudy(storage, 'a'), await newStudy(storage, 'b')]
    const created: TrialRecord[] = []
    for (const state of ['running', 'waiting', 'running'] as const) {
      created.push(await storage.createTrial(a, { state }))
      await storage.createTrial(b, { state })
    }
    expect(created.map(({ number }) => number)).toEqual([0, 1, 2])
    expect(await storage.readTrials(a)).toEqual(created)
    expect(new Set([...(await storage.readTrials(a)), ...(await storage.readTrials(b))].map(({ id }) => id)).size).toBe(
      6,
    )
  })

  it('`createTrial` starts the clock of a running trial only, and keeps the attributes', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const fixed = { lr: 0.01, opt: 'adam' }
    const running = await storage.createTrial(study, { state: 'running', userAttrs: { from: 'grid' } })
    const waiting = await storage.createTrial(study, { state: 'waiting', systemAttrs: { fixed_params: fixed } })
    expect(running).toMatchObject({ state: 'running', userAttrs: { from: 'grid' }, systemAttrs: {}, completedAt: null })
    expect(running.startedAt).toBeInstanceOf(Date)
    expect(waiting).toMatchObject({ state: 'waiting', systemAttrs: { fixed_params: fixed }, startedAt: null })
  })

  it('`claimWaitingTrial` gives the waiting trials, oldest first, each once, and then null', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    expect(await storage.claimWaitingTrial(study)).toBeNull()
    for (const state of ['waiting', 'running', 'waiting'] as const) await storage.createTrial(study, { state })
    const first = await storage.claimWaitingTrial(study)
    expect(first).toMatchObject({ number: 0, state: 'running' })
    expect(first?.startedAt).toBeInstanceOf(Date)
    expect(await storage.claimWaitingTrial(study)).toMatchObject({ number: 2, state: 'running' })
    expect(await storage.claimWaitingTrial(study)).toBeNull()
    expect((await storage.readTrials(study)).map(({ state }) => state)).toEqual(['running', 'running', 'running'])
  })
}

function runningLaws({ open }: Context): void {
  it('`setParams` keeps every kind of value with its distribution, in order', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    for (const choice of choices) {
      const { id } = await storage.createTrial(study, { state: 'running' })
      await storage.setParams(id, [
        { name: 'opt', value: choice, distribution: mixed },
        { name: 'lr', value: 0.1 + 0.2, distribution: lr },
      ])
      await storage.setParams(id, [{ name: 'dépth 🎉', value: 7, distribution: depth }])
    }
    for (const [number, trial] of (await storage.readTrials(study)).entries()) {
      expect(Object.entries(trial.params)).toEqual([
        ['opt', choices[number]],
        ['lr', 0.1 + 0.2],
        ['dépth 🎉', 7],
      ])
      expect(trial.distributions).toEqual({ opt: mixed, lr, 'dépth 🎉': depth })
    }
  })

  it('`report` keeps NaN and infinities, and a second report at a step replaces the first', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 0.25]
    for (const [step, value] of values.entries()) await storage.report(id, { step, value })
    await storage.report(id, { step: 2, value: 3 })
    await storage.report(id, { step: -1, value: 4 })
    const { intermediateValues } = await onlyTrial(storage, study)
    expect([...intermediateValues]).toEqual([
      [0, Number.NaN],
      [1, Number.POSITIVE_INFINITY],
      [2, 3],
      [3, 5e-324],
      [4, 0.25],
      [-1, 4],
    ])
  })

  it('`setTrialAttr` copies: changing the object later changes nothing', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    const value = { deep: [1, 2] }
    await storage.setTrialAttr(id, { scope: 'user', key: '', value })
    value.deep.push(3)
    expect((await onlyTrial(storage, study)).userAttrs).toEqual({ '': { deep: [1, 2] } })
  })

  it('`setChoices` stores parameters and system attributes together, and nothing of them when one is refused', async () => {
    const storage = await open()
    if (storage.setChoices === undefined) return
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    const distribution = { kind: 'float', low: 0, high: 1, log: false, step: null } as const
    const params = [{ name: 'x', value: 0.5, distribution }]
    const notes = [['note', { generation: 1, x: [0.5, -0, Number.NaN] }]] as const
    const bad = [...notes, ['bad', 1n as never]] as const
    await expect(storage.setChoices(id, { params, notes: bad })).rejects.toMatchObject({ code: 'storage/not-json' })
    await expect(storage.setChoices(id, { params, notes: [['\0', 1]] })).rejects.toMatchObject({
      code: 'storage/bad-key',
    })
    expect(await onlyTrial(storage, study)).toMatchObject({ params: {}, systemAttrs: {} })
    await storage.setChoices(id, { params, notes })
    const written = { params: { x: 0.5 }, systemAttrs: { note: { generation: 1, x: [0.5, 0, Number.NaN] } } }
    expect(await onlyTrial(storage, study)).toMatchObject(written)
    await storage.finishTrial(id, { state: 'complete', values: [1] })
    await expect(storage.setChoices(id, { params, notes })).rejects.toMatchObject({ code: 'trial/finished' })
  })

  it('`startTrial` takes the oldest waiting trial, else makes one that runs', async () => {
    const storage = await open()
    if (storage.startTrial === undefined) return
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'waiting', userAttrs: { a: 1 } })
    expect(await storage.startTrial(study)).toMatchObject({ id, number: 0, state: 'running', userAttrs: { a: 1 } })
    expect(await storage.startTrial(study)).toMatchObject({ number: 1, state: 'running', userAttrs: {} })
    expect((await storage.readTrials(study)).map(({ state }) => state)).toEqual(['running', 'running'])
  })

  it('`viewTrials` shows what `readTrials` gives', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    for (const state of ['running', 'waiting'] as const) await storage.createTrial(study, { state })
    expect(storage.viewTrials?.(study) ?? []).toEqual(storage.viewTrials ? await storage.readTrials(study) : [])
  })

  it('an answer of `readTrials` does not change afterwards', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.report(id, { step: 0, value: 1 })
    const before = await storage.readTrials(study)
    const shown = inspect(before, { depth: null })
    await storage.report(id, { step: 1, value: 2 })
    await storage.setTrialAttr(id, { scope: 'user', key: 'a', value: 1 })
    await storage.finishTrial(id, { state: 'complete', values: [1] })
    await storage.createTrial(study, { state: 'running' })
    expect(inspect(before, { depth: null })).toBe(shown)
    expect(await storage.readTrials(study)).toHaveLength(2)
  })
}

function finishingLaws({ open }: Context): void {
  it('`finishTrial` sets state, values and the time, and the record is the same object from then on', async () => {
    const storage = await open()
    const { id: study } = await storage.createStudy({ name: 's', directions: ['minimize', 'maximize'] })
    const values = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.finishTrial(id, { state: 'complete', values })
    const { id: failed } = await storage.createTrial(study, { state: 'waiting' })
    await storage.finishTrial(failed, { state: 'fail', values: null })
    const [first, second] = await storage.readTrials(study)
    expect(first).toMatchObject({ state: 'complete', values })
    expect(first.completedAt!.getTime()).toBeGreaterThanOrEqual(first.startedAt!.getTime())
    expect(second).toMatchObject({ state: 'fail', values: null })
    await storage.createTrial(study, { state: 'running' })
    const again = await storage.readTrials(study)
    expect(again[0]).toBe(first)
    expect(again[1]).toBe(second)
  })

  it('a pruned trial keeps its intermediate values, with or without a value', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    for (const values of [null, [0.5]]) {
      const { id } = await storage.createTrial(study, { state: 'running' })
      await storage.report(id, { step: 3, value: 0.5 })
      await storage.finishTrial(id, { state: 'pruned', values })
    }
    const trials = await storage.readTrials(study)
    expect(trials.map(({ state, values }) => [state, values])).toEqual([
      ['pruned', null],
      ['pruned', [0.5]],
    ])
    expect([...trials[0].intermediateValues]).toEqual([[3, 0.5]])
  })

  it('every change of a finished trial throws `trial/finished` and changes nothing', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.finishTrial(id, { state: 'complete', values: [1] })
    const record = await onlyTrial(storage, study)
    const attempts = [
      () => storage.setParams(id, [{ name: 'lr', value: 0.01, distribution: lr }]),
      () => storage.report(id, { step: 0, value: 1 }),
      () => storage.setTrialAttr(id, { scope: 'system', key: 'a', value: 1 }),
      () => storage.finishTrial(id, { state: 'fail', values: null }),
    ]
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'trial/finished' })
    expect(await onlyTrial(storage, study)).toBe(record)
  })
}

function refusalLaws({ open }: Context): void {
  it('an id that is not there throws `trial/not-found` or `study/not-found`', async () => {
    const storage = await open()
    await expect(storage.report(77, { step: 0, value: 1 })).rejects.toMatchObject({ code: 'trial/not-found' })
    for (const attempt of [
      storage.createTrial(77, { state: 'running' }),
      storage.claimWaitingTrial(77),
      storage.readTrials(77),
      storage.deleteStudy(77),
      storage.setStudyAttr(77, { scope: 'user', key: 'a', value: 1 }),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'study/not-found' })
    }
  })

  it('`finishTrial` with values that no storage can hold throws `trial/bad-values`, and the trial runs on', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    for (const outcome of [
      { state: 'complete', values: null },
      { state: 'complete', values: [Number.NaN] },
      { state: 'complete', values: [1, 2] },
      { state: 'fail', values: [1] },
    ] as const) {
      await expect(storage.finishTrial(id, outcome)).rejects.toMatchObject({ code: 'trial/bad-values' })
    }
    expect(await onlyTrial(storage, study)).toMatchObject({ state: 'running', values: null })
  })

  it('`setParams` refuses another kind, scale or choices than earlier trials have, but takes another range', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.setParams(id, [
      { name: 'x', value: 0.01, distribution: lr },
      { name: 'opt', value: 'adam', distribution: mixed },
    ])
    const { id: next } = await storage.createTrial(study, { state: 'running' })
    for (const param of [
      { name: 'x', value: 0.01, distribution: { ...lr, log: false } },
      { name: 'x', value: 1, distribution: depth },
      { name: 'opt', value: 'sgd', distribution: { kind: 'categorical', choices: ['sgd'] } },
    ] as const) {
      const attempt = storage.setParams(next, [{ name: 'new', value: 1, distribution: depth }, param])
      await expect(attempt).rejects.toMatchObject({ code: 'storage/incompatible-distribution' })
    }
    await storage.setParams(next, [{ name: 'x', value: 0.5, distribution: { ...lr, high: 1 } }])
    expect((await storage.readTrials(study))[1].params).toEqual({ x: 0.5 })
  })

  it('`setParams` takes choices that begin with those of earlier trials: every trial keeps its own list and value', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const lists = [
      ['tanh', 'sin'],
      ['tanh', 'sin', 'gelu'],
    ]
    for (const list of [...lists, lists[0]]) {
      const { id } = await storage.createTrial(study, { state: 'running' })
      const distribution: Distribution = { kind: 'categorical', choices: list }
      await storage.setParams(id, [{ name: 'act', value: list.at(-1)!, distribution }])
    }
    const trials = await storage.readTrials(study)
    expect(trials.map(({ params }) => params.act)).toEqual(['sin', 'gelu', 'sin'])
    expect(trials.map(({ distributions }) => distributions.act)).toEqual(
      [lists[0], lists[1], lists[0]].map((list) => ({ kind: 'categorical', choices: list })),
    )
  })

  it('names that databases mangle are refused: NUL, half a surrogate pair, 513 characters', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    for (const name of ['a\0b', '\ud800', 'x'.repeat(513)]) {
      await expect(newStudy(storage, name)).rejects.toMatchObject({ code: 'study/bad-name' })
      const attempt = storage.setStudyAttr(study, { scope: 'user', key: name, value: 1 })
      await expect(attempt).rejects.toMatchObject({ code: 'storage/bad-key' })
    }
  })

  it('a value that is not JSON throws `storage/not-json` and leaves no trace', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [cycle, 1n, undefined, () => 1]) {
      const trial = { state: 'waiting', userAttrs: { bad: value as never } } as const
      await expect(storage.createTrial(study, trial)).rejects.toMatchObject({ code: 'storage/not-json' })
    }
    expect(await storage.readTrials(study)).toEqual([])
  })
}

function sharingLaws({ open, reopen }: Context): void {
  const describeTrials = async (storage: Storage, study: number): Promise<string> =>
    inspect(await storage.readTrials(study), { depth: null })

  it('two connections see at once what the other writes', async () => {
    const ours = await open()
    const study = await newStudy(ours)
    const theirs = await reopen(ours)
    const { id } = await ours.createTrial(study, { state: 'running' })
    expect(await theirs.readTrials(study)).toHaveLength(1)
    await theirs.report(id, { step: 0, value: 0.5 })
    expect((await onlyTrial(ours, study)).intermediateValues.get(0)).toBe(0.5)
    await theirs.finishTrial(id, { state: 'complete', values: [0.5] })
    const finished = await onlyTrial(ours, study)
    expect(finished).toMatchObject({ state: 'complete', values: [0.5] })
    await theirs.createTrial(study, { state: 'waiting' })
    expect(await ours.claimWaitingTrial(study)).toMatchObject({ number: 1 })
    expect(await theirs.claimWaitingTrial(study)).toBeNull()
    expect((await ours.readTrials(study))[0]).toBe(finished)
    await expect(ours.report(id, { step: 1, value: 1 })).rejects.toMatchObject({ code: 'trial/finished' })
    expect(await describeTrials(theirs, study)).toBe(await describeTrials(ours, study))
  })

  it('a study that another connection deleted and made again is not mixed up with the old one', async () => {
    const ours = await open()
    const study = await newStudy(ours)
    const { id } = await ours.createTrial(study, { state: 'running' })
    await ours.finishTrial(id, { state: 'complete', values: [1] })
    await onlyTrial(ours, study)
    const theirs = await reopen(ours)
    await theirs.deleteStudy(study)
    await expect(ours.readTrials(study)).rejects.toMatchObject({ code: 'study/not-found' })
    const again = await newStudy(theirs)
    // Longer than the times in the file can be equal.
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await theirs.createTrial(again, { state: 'running' })
    await theirs.finishTrial(second.id, { state: 'complete', values: [2] })
    expect((await onlyTrial(ours, again)).values).toEqual([2])
  })

  it('what was written is there after closing and opening again', async () => {
    const storage = await open()
    const study = await newStudy(storage)
    await storage.createTrial(study, { state: 'waiting', systemAttrs: { fixed_params: { lr: Number.NaN } } })
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.setParams(id, [{ name: 'opt', value: Number.NaN, distribution: mixed }])
    await storage.report(id, { step: 0, value: Number.NaN })
    await storage.finishTrial(id, { state: 'pruned', values: null })
    const shown = await describeTrials(storage, study)
    await storage[Symbol.asyncDispose]()
    await storage[Symbol.asyncDispose]()
    const again = await reopen(storage)
    expect(await describeTrials(again, study)).toBe(shown)
  })
}
