import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Storage } from '../../../../src/hpo/core/storage.ts'
import type { Distribution } from '../../../../src/hpo/space/distribution.ts'
import { openStorage } from '../../../../src/hpo/storages/open-storage.ts'
import { chooseSqliteDriver } from '../../../../src/hpo/storages/sqlite/sqlite-driver.ts'
import { scratchFolder } from './scratch-folder.ts'

const folder = scratchFolder()
const clock = { now: () => Date.UTC(2026, 10, 21, 9, 27, 47, 644) }
const lr: Distribution = { kind: 'float', low: 1e-5, high: 0.1, log: true, step: null }

/** Runs SQL as another program would. */
function query(path: string, sql: string): unknown[] {
  const connection = chooseSqliteDriver().open(path)
  const rows = connection.prepare(sql).all()
  connection.close()
  return rows
}

async function fresh(name: string): Promise<{ path: string; storage: Storage; study: number }> {
  const path = join(folder, name)
  const storage = await openStorage(`sqlite:///${path}`, { clock })
  const { id } = await storage.createStudy({ name: 'study', directions: ['minimize', 'maximize'] })
  return { path, storage, study: id }
}

describe('the file', () => {
  it("has Optuna's tables and indices of revision v3.2.0.a, and its stamp", async () => {
    const { path, storage } = await fresh('schema.db')
    await storage[Symbol.asyncDispose]()
    const golden = new URL('../../../golden/optuna-sqlite-schema-v3.2.0.a.sql', import.meta.url)
    const normal = (sql: string): string =>
      sql.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').trim()
    const expected = readFileSync(golden, 'utf8').split(';').map(normal).filter(Boolean)
    const rows = query(path, 'SELECT sql FROM sqlite_master WHERE sql IS NOT NULL') as { sql: string }[]
    expect(rows.map(({ sql }) => normal(sql)).sort()).toEqual(expected.sort())
    expect(query(path, 'SELECT version_num FROM alembic_version')).toMatchObject([{ version_num: 'v3.2.0.a' }])
    expect(query(path, 'SELECT * FROM version_info')).toMatchObject([
      { version_info_id: 1, schema_version: 12, library_version: expect.stringMatching(/^ansatz-\d+\.\d+\.\d+/) },
    ])
  })

  it('holds times, values and JSON in the encodings that Optuna reads', async () => {
    const { path, storage, study } = await fresh('encodings.db')
    const { id } = await storage.createTrial(study, { state: 'running', userAttrs: { a: [Number.NaN, 1] } })
    await storage.setParams(id, [{ name: 'lr', value: 0.01, distribution: lr }])
    await storage.report(id, { step: 1, value: Number.NaN })
    await storage.finishTrial(id, { state: 'complete', values: [Number.POSITIVE_INFINITY, -0.5] })
    await storage[Symbol.asyncDispose]()
    const time = '2026-11-21 09:27:47.644000'
    expect(query(path, 'SELECT * FROM trials')).toMatchObject([
      { number: 0, study_id: study, state: 'COMPLETE', datetime_start: time, datetime_complete: time },
    ])
    expect(query(path, 'SELECT objective, value, value_type FROM trial_values')).toMatchObject([
      { objective: 0, value: null, value_type: 'INF_POS' },
      { objective: 1, value: -0.5, value_type: 'FINITE' },
    ])
    expect(
      query(path, 'SELECT step, intermediate_value v, intermediate_value_type t FROM trial_intermediate_values'),
    ).toMatchObject([{ step: 1, v: null, t: 'NAN' }])
    expect(query(path, 'SELECT value_json FROM trial_user_attributes')).toMatchObject([{ value_json: '[NaN, 1]' }])
    expect(query(path, 'SELECT param_value, distribution_json FROM trial_params')).toMatchObject([
      {
        param_value: 0.01,
        distribution_json:
          '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}',
      },
    ])
    expect(query(path, 'SELECT direction, objective FROM study_directions')).toMatchObject([
      { direction: 'MINIMIZE', objective: 0 },
      { direction: 'MAXIMIZE', objective: 1 },
    ])
  })

  it('keeps nothing of a deleted study', async () => {
    const { path, storage, study } = await fresh('deleted.db')
    await storage.setStudyAttr(study, { scope: 'user', key: 'a', value: 1 })
    await storage.setStudyAttr(study, { scope: 'system', key: 'a', value: 1 })
    const { id } = await storage.createTrial(study, { state: 'running', userAttrs: { a: 1 }, systemAttrs: { a: 1 } })
    await storage.setParams(id, [{ name: 'lr', value: 0.01, distribution: lr }])
    await storage.report(id, { step: 0, value: 1 })
    await storage.finishTrial(id, { state: 'complete', values: [1, 2] })
    query(path, `INSERT INTO trial_heartbeats (trial_id, heartbeat) VALUES (${id}, CURRENT_TIMESTAMP) RETURNING 1`)
    const tables = (query(path, "SELECT name FROM sqlite_master WHERE type = 'table'") as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => !['version_info', 'alembic_version'].includes(name))
    const counts = (): unknown[] =>
      tables.map((name) => (query(path, `SELECT count(*) AS n FROM ${name}`) as { n: number }[])[0].n)
    expect(counts()).not.toContain(0)
    await storage.deleteStudy(study)
    expect(new Set(counts())).toEqual(new Set([0]))
    await storage[Symbol.asyncDispose]()
  })
})

describe('a file that an older Optuna made', () => {
  it('is read with local times, unless the caller says otherwise', async () => {
    const { path, storage, study } = await fresh('zone.db')
    await storage.createTrial(study, { state: 'running' })
    await storage[Symbol.asyncDispose]()
    query(path, "UPDATE version_info SET library_version = '4.9.0' RETURNING 1")
    const startOf = async (datetimes?: 'utc' | 'local'): Promise<Date | null> => {
      await using again = await openStorage(`sqlite:///${path}`, datetimes === undefined ? {} : { datetimes })
      return (await again.readTrials(study))[0].startedAt
    }
    expect(await startOf()).toEqual(new Date(2026, 10, 21, 9, 27, 47, 644))
    expect(await startOf('utc')).toEqual(new Date(clock.now()))
  })

  it('is read with the names that its distributions had', async () => {
    const { path, storage, study } = await fresh('legacy.db')
    const { id } = await storage.createTrial(study, { state: 'running' })
    const rows = [
      ['u', 0.5, '{"name": "UniformDistribution", "attributes": {"low": 0.0, "high": 1.0}}'],
      ['q', 0.5, '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0.0, "high": 1.0, "q": 0.25}}'],
      ['i', 3, '{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 2}}'],
      ['c', 1, '{"type": "categorical", "choices": ["a", NaN]}'],
    ] as const
    for (const [name, value, json] of rows) {
      const columns = 'trial_id, param_name, param_value, distribution_json'
      query(path, `INSERT INTO trial_params (${columns}) VALUES (${id}, '${name}', ${value}, '${json}') RETURNING 1`)
    }
    const [trial] = await storage.readTrials(study)
    expect(trial.params).toEqual({ u: 0.5, q: 0.5, i: 3, c: Number.NaN })
    expect(trial.distributions).toEqual({
      u: { kind: 'float', low: 0, high: 1, log: false, step: null },
      q: { kind: 'float', low: 0, high: 1, log: false, step: 0.25 },
      i: { kind: 'int', low: 1, high: 9, log: false, step: 2 },
      c: { kind: 'categorical', choices: ['a', Number.NaN] },
    })
    await storage[Symbol.asyncDispose]()
  })
})

describe('`readTrials`', () => {
  it('does not read finished trials again: what others change in them is not seen, what they add is', async () => {
    const { path, storage, study } = await fresh('incremental.db')
    const { id } = await storage.createTrial(study, { state: 'running' })
    await storage.finishTrial(id, { state: 'complete', values: [1, 2] })
    const [first] = await storage.readTrials(study)
    query(path, 'UPDATE trial_values SET value = 99 RETURNING 1')
    query(path, `INSERT INTO trials (number, study_id, state) VALUES (1, ${study}, 'WAITING') RETURNING 1`)
    const trials = await storage.readTrials(study)
    expect(trials).toHaveLength(2)
    expect(trials[0]).toBe(first)
    expect(trials[0].values).toEqual([1, 2])
    await storage[Symbol.asyncDispose]()
  })

  it('answers without touching the file while nobody writes: the answer is the same array', async () => {
    const { storage, study } = await fresh('unchanged.db')
    await storage.createTrial(study, { state: 'running' })
    const answer = await storage.readTrials(study)
    expect(await storage.readTrials(study)).toBe(answer)
    await storage.createTrial(study, { state: 'running' })
    expect(await storage.readTrials(study)).not.toBe(answer)
    await storage[Symbol.asyncDispose]()
  })
})
