import type { Json } from '../../../base/json.ts'
import type { Direction } from '../../core/direction.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import { unreadable } from '../messages.ts'
import { readPythonJson } from '../python-json.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

interface StudyRow {
  readonly study_id: number
  readonly study_name: string
}

/** Every study of the file, in order of id. */
export function readStudies(database: SqliteDatabase): readonly StudyRecord[] {
  return database.read(() => {
    const found = database.all('SELECT study_id, study_name FROM studies ORDER BY study_id') as readonly StudyRow[]
    return found.map((row) => readStudy(database, row))
  })
}

export function findStudy(database: SqliteDatabase, name: string): StudyRecord | null {
  return database.read(() => {
    const row = database.first('SELECT study_id, study_name FROM studies WHERE study_name = ?', name) as StudyRow | null
    return row === null ? null : readStudy(database, row)
  })
}

/** Creates the row of a study and those of its directions; gives the study's id. Must run inside `database.write`. */
export function insertStudy(database: SqliteDatabase, name: string, directions: readonly Direction[]): number {
  const { id } = database.run('INSERT INTO studies (study_name) VALUES (?)', name)
  for (const [objective, direction] of directions.entries()) {
    const sql = 'INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, ?)'
    database.run(sql, direction.toUpperCase(), id, objective)
  }
  return id
}

/** Deletes a study with all that belongs to it: the tables do not cascade. Must run inside `database.write`. */
export function deleteStudyRows(database: SqliteDatabase, studyId: number): void {
  for (const table of ofTrials) {
    database.run(`DELETE FROM ${table} WHERE trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)`, studyId)
  }
  for (const table of ofStudies) database.run(`DELETE FROM ${table} WHERE study_id = ?`, studyId)
}

const ofTrials = [
  'trial_user_attributes',
  'trial_system_attributes',
  'trial_params',
  'trial_values',
  'trial_intermediate_values',
  'trial_heartbeats',
]

const ofStudies = ['trials', 'study_directions', 'study_user_attributes', 'study_system_attributes', 'studies']

function readStudy(database: SqliteDatabase, { study_id: id, study_name: name }: StudyRow): StudyRecord {
  const directions = database.column('SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective', id)
  return {
    id,
    name,
    // NOT_SET, which Optuna knows too, is minimised there.
    directions: directions.map((direction) => (direction === 'MAXIMIZE' ? 'maximize' : 'minimize')),
    userAttrs: readAttrs(database, 'study_user_attributes', id),
    systemAttrs: readAttrs(database, 'study_system_attributes', id),
  }
}

function readAttrs(database: SqliteDatabase, table: string, studyId: number): Readonly<Record<string, Json>> {
  const found = database.all(
    `SELECT "key", value_json FROM ${table} WHERE study_id = ? ORDER BY ${table.slice(0, -1)}_id`,
    studyId,
  ) as readonly { readonly key: string; readonly value_json: string }[]
  return Object.fromEntries(found.map(({ key, value_json: text }) => [key, readAttr(database, key, text)]))
}

function readAttr(database: SqliteDatabase, key: string, text: string): Json {
  try {
    return readPythonJson(text)
  } catch (cause) {
    throw unreadable(database.place.path, `the study attribute "${key}"`, { text, cause })
  }
}
