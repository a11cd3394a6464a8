import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Storage } from '../../src/hpo/core/storage.ts'
import type { StudyRecord } from '../../src/hpo/core/study-record.ts'
import type { TrialRecord } from '../../src/hpo/core/trial-record.ts'
import type { Distribution, ParamValue } from '../../src/hpo/space/distribution.ts'
import { distributionFromJson } from '../../src/hpo/space/distribution-json.ts'
import { openStorage } from '../../src/hpo/storages/open-storage.ts'
import { chooseSqliteDriver } from '../../src/hpo/storages/sqlite/sqlite-driver.ts'
import { runPython } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-optuna-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lr: Distribution = { kind: 'float', low: 1e-5, high: 0.1, log: true, step: null }
const depth: Distribution = { kind: 'int', low: 1, high: 9, log: false, step: 2 }
const activation: Distribution = { kind: 'categorical', choices: ['tanh', 'sin 🌊', null, 1.5] }

/** A study as `study_json.py` prints it. */
interface SeenStudy {
  readonly directions: readonly string[]
  readonly userAttrs: unknown
  readonly systemAttrs: unknown
  readonly best: number | null
  readonly trials: readonly SeenTrial[]
}

interface SeenTrial {
  readonly number: number
  readonly state: string
  readonly distributions: Readonly<Record<string, string>>
}

/** Our record in the form of `study_json.py`, distributions apart: they are compared after reading. */
function shown(trial: TrialRecord): object {
  const { number, state, values, params, userAttrs, systemAttrs, startedAt, completedAt } = trial
  return {
    number,
    state,
    values,
    params,
    userAttrs,
    systemAttrs,
    intermediateValues: [...trial.intermediateValues].sort(([a], [b]) => a - b),
    startedAt: startedAt?.getTime() ?? null,
    completedAt: completedAt?.getTime() ?? null,
  }
}

function expectSameStudy(seen: SeenStudy, ours: { study: StudyRecord; trials: readonly TrialRecord[] }): void {
  expect(seen.directions).toEqual(ours.study.directions)
  expect(seen.userAttrs).toEqual(ours.study.userAttrs)
  expect(seen.systemAttrs).toEqual(ours.study.systemAttrs)
  const stated = ours.trials.map((trial, number) => ({
    ...shown(trial),
    distributions: seen.trials[number]?.distributions,
  }))
  expect(seen.trials).toEqual(stated)
  for (const [number, { distributions }] of seen.trials.entries()) {
    const read = Object.entries(distributions).map(([name, text]) => [name, distributionFromJson(text, name)])
    expect(Object.fromEntries(read)).toEqual(ours.trials[number].distributions)
  }
}

async function readBack(storage: Storage): Promise<{ study: StudyRecord; trials: readonly TrialRecord[] }> {
  const study = (await storage.findStudy('ünï study'))!
  return { study, trials: await storage.readTrials(study.id) }
}

async function runTrial(storage: Storage, studyId: number, value: number): Promise<TrialRecord> {
  const trial = await storage.createTrial(studyId, { state: 'running' })
  const choices: readonly ParamValue[] = ['tanh', 'sin 🌊', null, 1.5]
  await storage.setParams(trial.id, [
    { name: 'lr', value: 10 ** -(1 + (trial.number % 4)), distribution: lr },
    { name: 'depth', value: 1 + 2 * (trial.number % 5), distribution: depth },
    { name: 'activation', value: choices[trial.number % 4], distribution: activation },
  ])
  await storage.finishTrial(trial.id, { state: 'complete', values: [value] })
  return trial
}

/** Fourteen trials of every kind; number 9 is the best, number 13 waits. */
async function fillStudy(storage: Storage): Promise<void> {
  const { id } = await storage.createStudy({ name: 'ünï study', directions: ['minimize'] })
  await storage.setStudyAttr(id, {
    scope: 'user',
    key: 'note "q" 🎉',
    value: { list: [1, null, Number.NaN, 'é\u0000'] },
  })
  await storage.setStudyAttr(id, { scope: 'system', key: 'study:metric_names', value: ['löss'] })
  for (const value of [3, 2.5, Number.POSITIVE_INFINITY, 1e-300, 7, 0.1 + 0.2, 5, 5, 5, -4])
    await runTrial(storage, id, value)
  const pruned = await storage.createTrial(id, { state: 'running' })
  const points = [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-12]
  for (const [step, value] of points.entries()) await storage.report(pruned.id, { step: step * 10, value })
  await storage.finishTrial(pruned.id, { state: 'pruned', values: [1e-12] })
  const failed = await storage.createTrial(id, { state: 'running', userAttrs: { why: 'diverged ∞' } })
  await storage.finishTrial(failed.id, { state: 'fail', values: null })
  const empty = await storage.createTrial(id, { state: 'running' })
  await storage.setTrialAttr(empty.id, { scope: 'system', key: 'constraints', value: [-1, 0.5] })
  await storage.finishTrial(empty.id, { state: 'pruned', values: null })
  await storage.createTrial(id, { state: 'waiting', systemAttrs: { fixed_params: { lr: 0.002, depth: 3 } } })
}

describe("a study of ours in Python's Optuna", () => {
  const url = `sqlite:///${join(folder, 'ours.db')}`

  it('is seen as we see it, and ranked', async () => {
    await using storage = await openStorage(url)
    await fillStudy(storage)
    const seen = (await runPython('study_json.py', url, 'ünï study', '--best')) as unknown as SeenStudy
    expectSameStudy(seen, await readBack(storage))
    expect(seen.trials).toHaveLength(14)
    expect(seen.best).toBe(9)
  })

  it('is continued by its TPE sampler, waiting trial first, while we have it open; we read all of it back', async () => {
    await using storage = await openStorage(url)
    const { trials: before } = await readBack(storage)
    const seen = (await runPython('continue_study.py', url, 'ünï study')) as unknown as SeenStudy
    const { study, trials } = await readBack(storage)
    expectSameStudy(seen, { study, trials })
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 18 }, (_, number) => number))
    for (const record of before.slice(0, 13)) expect(trials[record.number]).toBe(record)
    expect(trials[13]).toMatchObject({
      state: 'complete',
      params: { lr: 0.002, depth: 3 },
      userAttrs: { from: 'Optuna' },
    })
    for (const trial of trials.slice(13)) {
      expect(trial.state).toBe('complete')
      expect(Object.keys(trial.params).sort()).toEqual(['activation', 'depth', 'lr'])
      expect(trial.intermediateValues.get(1)).toBe(trial.params['lr'])
      expect(Math.abs(Date.now() - trial.completedAt!.getTime())).toBeLessThan(600_000)
    }
    expect(await runTrial(storage, study.id, 1)).toMatchObject({ number: 18 })
  })
})

describe('a study that Optuna made', () => {
  const url = `sqlite:///${join(folder, 'theirs.db')}`

  it('is read as Optuna sees it, with every kind of parameter, value and attribute', async () => {
    const seen = (await runPython('create_study.py', url, 'ünï study')) as unknown as SeenStudy
    await using storage = await openStorage(url)
    const ours = await readBack(storage)
    expectSameStudy(seen, ours)
    const states = ['complete', 'pruned', 'fail', 'complete', 'complete', 'complete', 'running', 'waiting']
    expect(ours.trials.map(({ state }) => state)).toEqual(states)
    expect(ours.trials[3].values).toEqual([Number.POSITIVE_INFINITY])
    expect(ours.trials[7].systemAttrs).toMatchObject({ fixed_params: { log: 1e-3 } })
    expect(Object.values(ours.trials[0].distributions)).toHaveLength(7)
  })

  it('is continued by us: its waiting trial claimed, its running trial finished, new trials added; Optuna sees it all', async () => {
    await using storage = await openStorage(url)
    const { study, trials } = await readBack(storage)
    const claimed = await storage.claimWaitingTrial(study.id)
    expect(claimed).toMatchObject({ number: 7, state: 'running' })
    expect(await storage.claimWaitingTrial(study.id)).toBeNull()
    const assignments = Object.entries(trials[0].distributions).map(([name, distribution]) => ({
      name,
      value: name === 'log' ? 1e-3 : trials[0].params[name],
      distribution,
    }))
    await storage.setParams(claimed!.id, assignments)
    await storage.finishTrial(claimed!.id, { state: 'complete', values: [2] })
    await storage.finishTrial(trials[6].id, { state: 'fail', values: null })
    await runTrial(storage, study.id, 3)
    const seen = (await runPython('study_json.py', url, 'ünï study')) as unknown as SeenStudy
    expectSameStudy(seen, await readBack(storage))
    expect(seen.trials).toHaveLength(9)
  })

  it('keeps its stamp and version, so that Optuna goes on opening it', () => {
    const connection = chooseSqliteDriver().open(join(folder, 'theirs.db'))
    expect(connection.prepare('SELECT version_num FROM alembic_version').all()).toMatchObject([
      { version_num: 'v3.2.0.a' },
    ])
    expect(connection.prepare('SELECT library_version FROM version_info').all()).toMatchObject([
      { library_version: '5.0.0' },
    ])
    connection.close()
  })
})
