import type { Json } from '../../../base/json.ts'
import type { NewTrial, Outcome, ParamAssignment } from '../../core/storage.ts'
import { isFinished, type TrialState } from '../../core/trial-record.ts'
import { toInternal } from '../../space/distribution.ts'
import { distributionToJson } from '../../space/distribution-json.ts'
import { noSuchTrial, trialFinished } from '../messages.ts'
import { writePythonJson } from '../python-json.ts'
import { toStoredNumber } from '../rdb/stored-number.ts'
import { toStoredTime } from '../rdb/stored-time.ts'
import type { StoredState } from '../rdb/trial-rows.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/** The tables of attributes, by whom they belong to and who uses them. */
export type AttributeTable = `${'study' | 'trial'}_${'user' | 'system'}_attributes`

export interface Attribute {
  /** Id of the study or trial. */
  readonly owner: number
  readonly key: string
  readonly value: Json
}

// Every function of this file must run inside `database.write`.

/**
 * Inserts a trial and gives its id. Its number is the count of older trials, as Optuna numbers them; the write lock
 * keeps other processes out between the two statements.
 */
export function insertTrial(database: SqliteDatabase, studyId: number, start: { trial: NewTrial; now: Date }): number {
  const { trial, now } = start
  const startedAt = trial.state === 'running' ? toStoredTime(now) : null
  const { id } = database.run(
    'INSERT INTO trials (number, study_id, state, datetime_start) VALUES (NULL, ?, ?, ?)',
    studyId,
    trial.state.toUpperCase(),
    startedAt,
  )
  database.run(
    'UPDATE trials SET number = (SELECT count(*) FROM trials WHERE study_id = ? AND trial_id < ?) WHERE trial_id = ?',
    studyId,
    id,
    id,
  )
  for (const [key, value] of Object.entries(trial.userAttrs ?? {})) {
    upsertAttribute(database, 'trial_user_attributes', { owner: id, key, value })
  }
  for (const [key, value] of Object.entries(trial.systemAttrs ?? {})) {
    upsertAttribute(database, 'trial_system_attributes', { owner: id, key, value })
  }
  return id
}

/** Whether the waiting trial became ours: nobody had taken it before. */
export function takeWaiting(database: SqliteDatabase, trialId: number, now: Date): boolean {
  const sql = "UPDATE trials SET state = 'RUNNING', datetime_start = ? WHERE trial_id = ? AND state = 'WAITING'"
  return database.run(sql, toStoredTime(now), trialId).changes === 1
}

/**
 * The study of a trial that may still change.
 *
 * @throws StateError `trial/not-found`, `trial/finished`
 */
export function studyOfUnfinished(database: SqliteDatabase, trialId: number): number {
  const row = database.first('SELECT study_id, state FROM trials WHERE trial_id = ?', trialId) as {
    readonly study_id: number
    readonly state: StoredState
  } | null
  if (row === null) throw noSuchTrial(trialId, database.place.url)
  const state = row.state.toLowerCase() as TrialState
  if (isFinished(state)) throw trialFinished(trialId, state)
  return row.study_id
}

export function upsertParam(database: SqliteDatabase, trialId: number, param: ParamAssignment): void {
  database.run(
    `INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (?, ?, ?, ?)
    ON CONFLICT (trial_id, param_name) DO UPDATE
    SET param_value = excluded.param_value, distribution_json = excluded.distribution_json`,
    trialId,
    param.name,
    toInternal(param.distribution, param.value),
    distributionToJson(param.distribution),
  )
}

export function upsertPoint(database: SqliteDatabase, trialId: number, point: { step: number; value: number }): void {
  const { value, type } = toStoredNumber(point.value)
  database.run(
    `INSERT INTO trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type)
    VALUES (?, ?, ?, ?) ON CONFLICT (trial_id, step) DO UPDATE
    SET intermediate_value = excluded.intermediate_value, intermediate_value_type = excluded.intermediate_value_type`,
    trialId,
    point.step,
    value,
    type,
  )
}

export function upsertAttribute(database: SqliteDatabase, table: AttributeTable, attribute: Attribute): void {
  const owner = table.startsWith('study') ? 'study_id' : 'trial_id'
  database.run(
    `INSERT INTO ${table} (${owner}, "key", value_json) VALUES (?, ?, ?)
    ON CONFLICT (${owner}, "key") DO UPDATE SET value_json = excluded.value_json`,
    attribute.owner,
    attribute.key,
    writePythonJson(attribute.value),
  )
}

/** Values first: a reader without transactions must not see a complete trial that has none. */
export function writeOutcome(
  database: SqliteDatabase,
  trialId: number,
  { state, values, now }: Outcome & { readonly now: Date },
): void {
  for (const [objective, number] of (values ?? []).entries()) {
    const { value, type } = toStoredNumber(number)
    database.run(
      `INSERT INTO trial_values (trial_id, objective, value, value_type) VALUES (?, ?, ?, ?)
      ON CONFLICT (trial_id, objective) DO UPDATE SET value = excluded.value, value_type = excluded.value_type`,
      trialId,
      objective,
      value,
      type,
    )
  }
  const sql = 'UPDATE trials SET state = ?, datetime_complete = ? WHERE trial_id = ?'
  database.run(sql, state.toUpperCase(), toStoredTime(now), trialId)
}
