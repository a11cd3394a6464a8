import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { AnsatzError } from '../base/errors.ts'
import type { Json } from '../base/json.ts'
import type { AttributeScope, Storage } from '../hpo/core/storage.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import type { Distribution } from '../hpo/space/distribution.ts'
import { openMemoryStorage } from '../hpo/storages/memory/memory-storage.ts'

/** Any sequence of calls leaves the same records, answers and error codes as it does in memory. */
export function storageDifferentialLaw(open: () => Promise<Storage>): void {
  it('any sequence of calls gives the same answers, errors and records as the memory storage', async () => {
    await fc.assert(
      fc.asyncProperty(operations, async (runs) => {
        const tested: World = { storage: await open(), studies: [], trials: [] }
        const reference: World = { storage: await openMemoryStorage('memory:'), studies: [], trials: [] }
        for (const run of runs) {
          expect(inspect(await outcomeOf(run, tested), whole)).toBe(inspect(await outcomeOf(run, reference), whole))
        }
        await tested.storage[Symbol.asyncDispose]()
      }),
      { numRuns: 40 },
    )
  })
}

const whole = { depth: null, maxArrayLength: null, maxStringLength: null, sorted: false } as const

/** A storage and the ids of what it holds, so that two storages with different ids can be compared. */
interface World {
  readonly storage: Storage
  studies: readonly number[]
  trials: readonly { readonly id: number; readonly study: number }[]
}

type Operation = (world: World) => Promise<unknown>

async function outcomeOf(run: Operation, world: World): Promise<unknown> {
  const answer = await run(world).catch((error: unknown) => {
    if (error instanceof AnsatzError) return error.code
    throw error
  })
  const studies = await world.storage.listStudies()
  const trials: (readonly TrialRecord[])[] = []
  for (const { id } of studies) trials.push(await world.storage.readTrials(id))
  return {
    answer,
    studies: studies.map((study) => ({ ...study, id: 0 })),
    trials: trials.map((list) => list.map(shown)),
  }
}

/** A record without what two storages may do differently: ids, and the time of day. */
function shown(trial: TrialRecord): unknown {
  return { ...trial, id: 0, startedAt: trial.startedAt !== null, completedAt: trial.completedAt !== null }
}

const number = fc.oneof(
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1, 1e-300, Number.MAX_VALUE),
  fc.double().map((value) => value + 0),
)
const text = fc.oneof(
  fc.constantFrom('', 'lr', '__proto__', 'constructor', '7', 'NaN', `it's "quoted"; \\ 🎉`, '\ud800', 'a\0'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
)
const scope = fc.constantFrom<AttributeScope>('user', 'system')
const json = fc.oneof(
  number,
  // Through a text and back, because negative zero does not survive it.
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
  fc.record({ NaN: number, list: fc.array(number, { maxLength: 2 }) }),
)
const attribute = fc.record({ scope, key: text, value: json })
const distribution: fc.Arbitrary<Distribution> = fc.constantFrom<Distribution>(
  { kind: 'float', low: 0, high: 1, log: false, step: null },
  { kind: 'float', low: 1e-8, high: 1e8, log: true, step: null },
  { kind: 'float', low: 0, high: 1, log: false, step: 0.25 },
  { kind: 'int', low: -3, high: 5, log: false, step: 2 },
  { kind: 'categorical', choices: ['a', '', null, true, 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY] },
)
const param = fc.record({
  name: text,
  distribution,
  value: fc.oneof(number, fc.constantFrom('a', '', null, true, 0.5)),
})

/** Chooses among the ids that there are, or rarely one that never was. */
const position = fc.nat({ max: 40 })
const pick = (ids: readonly number[], at: number): number => (at === 40 ? -1 : (ids[at % ids.length] ?? -1))
const pickTrial = (trials: World['trials'], at: number): number =>
  pick(
    trials.map(({ id }) => id),
    at,
  )

const createStudy: fc.Arbitrary<Operation> = fc
  .record({ name: text, two: fc.boolean() })
  .map(({ name, two }): Operation => async (world) => {
    const study = await world.storage.createStudy({ name, directions: two ? ['maximize', 'minimize'] : ['minimize'] })
    world.studies = [...world.studies, study.id]
    return { ...study, id: 0 }
  })

const deleteStudy: fc.Arbitrary<Operation> = position.map((at): Operation => async (world) => {
  const gone = pick(world.studies, at)
  await world.storage.deleteStudy(gone)
  // A database may give the ids of what was deleted to something new.
  world.studies = world.studies.filter((id) => id !== gone)
  world.trials = world.trials.filter(({ study }) => study !== gone)
})

const setStudyAttr: fc.Arbitrary<Operation> = fc.record({ at: position, attr: attribute }).map(
  ({ at, attr }) =>
    ({ storage, studies }) =>
      storage.setStudyAttr(pick(studies, at), attr),
)

const createTrial: fc.Arbitrary<Operation> = fc
  .record({
    at: position,
    state: fc.constantFrom<'running' | 'waiting'>('running', 'waiting'),
    userAttrs: fc.dictionary(text, json, { maxKeys: 2 }),
    systemAttrs: fc.dictionary(text, json, { maxKeys: 2 }),
  })
  .map(({ at, ...trial }): Operation => async (world) => {
    const study = pick(world.studies, at)
    const created = await world.storage.createTrial(study, trial)
    world.trials = [...world.trials, { id: created.id, study }]
    return shown(created)
  })

const claim: fc.Arbitrary<Operation> = position.map((at): Operation => async ({ storage, studies }) => {
  const claimed = await storage.claimWaitingTrial(pick(studies, at))
  return claimed === null ? null : shown(claimed)
})

const setParams: fc.Arbitrary<Operation> = fc.record({ at: position, params: fc.array(param, { maxLength: 3 }) }).map(
  ({ at, params }) =>
    ({ storage, trials }) =>
      storage.setParams(pickTrial(trials, at), params),
)

const report: fc.Arbitrary<Operation> = fc
  .record({ at: position, step: fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 3 }) }, number), value: number })
  .map(
    ({ at, ...point }) =>
      ({ storage, trials }) =>
        storage.report(pickTrial(trials, at), point),
  )

const setTrialAttr: fc.Arbitrary<Operation> = fc.record({ at: position, attr: attribute }).map(
  ({ at, attr }) =>
    ({ storage, trials }) =>
      storage.setTrialAttr(pickTrial(trials, at), attr),
)

const finish: fc.Arbitrary<Operation> = fc
  .record({
    at: position,
    state: fc.constantFrom<'complete' | 'pruned' | 'fail'>('complete', 'pruned', 'fail'),
    values: fc.option(fc.array(number, { minLength: 1, maxLength: 2 })),
  })
  .map(
    ({ at, ...outcome }) =>
      ({ storage, trials }) =>
        storage.finishTrial(pickTrial(trials, at), outcome),
  )

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 2, arbitrary: createStudy },
  { weight: 1, arbitrary: deleteStudy },
  { weight: 2, arbitrary: setStudyAttr },
  { weight: 6, arbitrary: createTrial },
  { weight: 2, arbitrary: claim },
  { weight: 4, arbitrary: setParams },
  { weight: 3, arbitrary: report },
  { weight: 2, arbitrary: setTrialAttr },
  { weight: 3, arbitrary: finish },
)

/** Starts with a study and a trial, so that most of what follows has something to work on. */
const operations = fc
  .tuple(createStudy, createTrial, fc.array(operation, { maxLength: 28 }))
  .map(([first, second, rest]) => [first, second, ...rest])
