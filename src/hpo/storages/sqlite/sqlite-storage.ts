import { type Clock, systemClock } from '../../../base/clock.ts'
import type { Json } from '../../../base/json.ts'
import type { Direction } from '../../core/direction.ts'
import type { AttributeScope, Choices, NewTrial, Outcome, ParamAssignment, Storage } from '../../core/storage.ts'
import type { StudyRecord } from '../../core/study-record.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Distribution } from '../../space/distribution.ts'
import { checkAttributeKey, checkStudyName } from '../check-name.ts'
import { checkOutcome } from '../check-outcome.ts'
import { checkParams } from '../check-params.ts'
import { checkPoint } from '../check-point.ts'
import { duplicateStudy, noDirections, noSuchStudy } from '../messages.ts'
import { storedZone } from '../rdb/stored-time.ts'
import type { StorageOptions } from '../storage-options.ts'
import { openSqliteDatabase } from './open-sqlite-database.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { chooseSqliteDriver } from './sqlite-driver.ts'
import { deleteStudyRows, findStudy, insertStudy, readStudies } from './sqlite-studies.ts'
import { SqliteStudyTrials } from './sqlite-study-trials.ts'
import { SqliteTrialReader } from './sqlite-trial-reader.ts'
import * as writer from './sqlite-trial-writer.ts'
import { readSqliteUrl } from './sqlite-url.ts'

/** Longer than any transaction of ours or of Optuna's takes; a longer lock is a program that hangs. */
const defaultBusyTimeout = 30_000

/**
 * Opens or creates a study file with Optuna's tables, which Optuna and its dashboard may use at the same time.
 *
 * @throws InputError `storage/unknown-url`; EnvironmentError `storage/no-sqlite`; StorageError as `openSqliteDatabase`
 */
export async function openSqliteStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  const { path, busyTimeout } = readSqliteUrl(url, process.cwd())
  const place = { url, path, busyTimeout: options.busyTimeout ?? busyTimeout ?? defaultBusyTimeout }
  const database = await openSqliteDatabase(chooseSqliteDriver(), place, options.mustExist)
  return new SqliteStorage(database, options)
}

/** Studies in Optuna's tables (revision `v3.2.0.a`) in a SQLite file. */
class SqliteStorage implements Storage {
  readonly url: string
  private readonly clock: Clock
  private readonly database: SqliteDatabase
  private readonly reader: SqliteTrialReader
  private readonly trials = new Map<number, SqliteStudyTrials>()

  constructor(database: SqliteDatabase, options: StorageOptions) {
    const madeBy = database.scalar('SELECT library_version FROM version_info')
    this.url = database.place.url
    this.clock = options.clock ?? systemClock
    this.database = database
    this.reader = new SqliteTrialReader(database, options.datetimes ?? storedZone(String(madeBy)))
  }

  async createStudy({ name, directions }: { readonly name: string; readonly directions: readonly Direction[] }) {
    checkStudyName(name)
    if (directions.length === 0) throw noDirections()
    const id = this.database.write(() => {
      const known = this.database.scalar('SELECT 1 FROM studies WHERE study_name = ?', name)
      if (known !== null) throw duplicateStudy(name, this.url)
      return insertStudy(this.database, name, directions)
    })
    return { id, name, directions: [...directions], userAttrs: {}, systemAttrs: {} }
  }

  async findStudy(name: string): Promise<StudyRecord | null> {
    return findStudy(this.database, name)
  }

  async listStudies(): Promise<readonly StudyRecord[]> {
    return readStudies(this.database)
  }

  async deleteStudy(studyId: number): Promise<void> {
    this.database.write(() => {
      this.requireStudy(studyId)
      deleteStudyRows(this.database, studyId)
    })
    this.trials.delete(studyId)
  }

  async setStudyAttr(studyId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void> {
    checkAttributeKey(attr.key)
    this.database.write(() => {
      this.requireStudy(studyId)
      writer.upsertAttribute(this.database, `study_${attr.scope}_attributes`, { owner: studyId, ...attr })
    })
  }

  async createTrial(studyId: number, trial: NewTrial): Promise<TrialRecord> {
    for (const key of Object.keys({ ...trial.userAttrs, ...trial.systemAttrs })) checkAttributeKey(key)
    return this.database.write(() => {
      this.requireStudy(studyId)
      return this.readTrial(writer.insertTrial(this.database, studyId, { trial, now: this.now() }))
    })
  }

  async claimWaitingTrial(studyId: number): Promise<TrialRecord | null> {
    // What is known to wait costs nothing to look up; only then is the file locked.
    if (!this.trialsOf(studyId).someWait()) return null
    return this.database.write(() => {
      const sql = "SELECT trial_id FROM trials WHERE study_id = ? AND state = 'WAITING' ORDER BY trial_id LIMIT 1"
      const oldest = this.database.scalar(sql, studyId) as number | null
      if (oldest === null || !writer.takeWaiting(this.database, oldest, this.now())) return null
      return this.readTrial(oldest)
    })
  }

  async setParams(trialId: number, params: readonly ParamAssignment[]): Promise<void> {
    this.database.write(() => {
      const studyId = writer.studyOfUnfinished(this.database, trialId)
      checkParams(params, (name) => this.distributionOf(studyId, name))
      for (const param of params) writer.upsertParam(this.database, trialId, param)
    })
  }

  async setChoices(trialId: number, { params, notes }: Choices): Promise<void> {
    for (const [key] of notes) checkAttributeKey(key)
    this.database.write(() => {
      const studyId = writer.studyOfUnfinished(this.database, trialId)
      checkParams(params, (name) => this.distributionOf(studyId, name))
      for (const param of params) writer.upsertParam(this.database, trialId, param)
      for (const [key, value] of notes) {
        writer.upsertAttribute(this.database, 'trial_system_attributes', { owner: trialId, key, value })
      }
    })
  }

  async report(trialId: number, point: { step: number; value: number }): Promise<void> {
    checkPoint(point)
    this.database.write(() => {
      writer.studyOfUnfinished(this.database, trialId)
      writer.upsertPoint(this.database, trialId, point)
    })
  }

  async setTrialAttr(trialId: number, attr: { scope: AttributeScope; key: string; value: Json }): Promise<void> {
    checkAttributeKey(attr.key)
    this.database.write(() => {
      writer.studyOfUnfinished(this.database, trialId)
      writer.upsertAttribute(this.database, `trial_${attr.scope}_attributes`, { owner: trialId, ...attr })
    })
  }

  async finishTrial(trialId: number, outcome: Outcome): Promise<void> {
    this.database.write(() => {
      const studyId = writer.studyOfUnfinished(this.database, trialId)
      const sql = 'SELECT count(*) FROM study_directions WHERE study_id = ?'
      checkOutcome(outcome, Number(this.database.scalar(sql, studyId)))
      writer.writeOutcome(this.database, trialId, { ...outcome, now: this.now() })
    })
  }

  async readTrials(studyId: number): Promise<readonly TrialRecord[]> {
    return this.trialsOf(studyId).read()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.database.close()
  }

  private trialsOf(studyId: number): SqliteStudyTrials {
    const known = this.trials.get(studyId)
    if (known !== undefined) return known
    const trials = new SqliteStudyTrials(this.database, this.reader, studyId)
    this.trials.set(studyId, trials)
    return trials
  }

  private readTrial(trialId: number): TrialRecord {
    return this.reader.readTrials([trialId])[0]
  }

  private requireStudy(studyId: number): void {
    const found = this.database.scalar('SELECT 1 FROM studies WHERE study_id = ?', studyId)
    if (found === null) throw noSuchStudy(studyId, this.url)
  }

  /** The newest record of a parameter; all that a study holds are compatible. Trials are searched from the newest on. */
  private distributionOf(studyId: number, name: string): Distribution | null {
    const text = this.database.scalar(
      `SELECT p.distribution_json FROM trials t CROSS JOIN trial_params p
      ON p.trial_id = t.trial_id AND p.param_name = ?
      WHERE t.study_id = ? ORDER BY t.trial_id DESC LIMIT 1`,
      name,
      studyId,
    )
    return text === null ? null : this.reader.distributions.read(String(text), name)
  }

  private now(): Date {
    return new Date(this.clock.now())
  }
}
