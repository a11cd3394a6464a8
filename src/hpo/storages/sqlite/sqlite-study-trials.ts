import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import { noSuchStudy } from '../messages.ts'
import type { FileVersion, SqliteDatabase } from './sqlite-database.ts'
import type { SqliteTrialReader } from './sqlite-trial-reader.ts'

/**
 * The trials of one study, kept up to date at the cost of what changed: finished trials are never read again, because
 * they cannot change, and nothing at all is read while nobody has written.
 *
 * New trials have larger ids than all older ones, since ids and numbers are given out under the write lock (by Optuna on
 * SQLite too).
 */
export class SqliteStudyTrials {
  private readonly database: SqliteDatabase
  private readonly reader: SqliteTrialReader
  private readonly studyId: number
  private records: TrialRecord[] = []
  /** Positions in `records` of trials that may still change. */
  private unfinished: readonly number[] = []
  private answer: readonly TrialRecord[] = []
  private version: FileVersion | null = null
  /** The newest finished trial, with its times as the file writes them. */
  private landmark: Landmark | null = null

  constructor(database: SqliteDatabase, reader: SqliteTrialReader, studyId: number) {
    this.database = database
    this.reader = reader
    this.studyId = studyId
  }

  /** @throws StateError `study/not-found` */
  read(): readonly TrialRecord[] {
    // Asked before reading: what is written in between is then read again next time.
    const version = this.database.version()
    if (version.own === this.version?.own && version.others === this.version.others) return this.answer
    this.database.read(() => {
      if (version.others !== this.version?.others) this.checkIdentity()
      this.refresh()
    })
    this.answer = this.records.slice()
    this.version = version
    return this.answer
  }

  /** Whether a trial waits to be claimed. @throws StateError `study/not-found` */
  someWait(): boolean {
    this.read()
    return this.unfinished.some((position) => this.records[position].state === 'waiting')
  }

  private refresh(): void {
    const known = this.unfinished.map((position) => this.records[position].id)
    const read = this.reader.readTrials([...known, ...this.newIds()])
    const changing: number[] = []
    for (const [index, record] of read.entries()) {
      // `read` is in order of id, like `unfinished`, and every new id is larger than the known ones.
      const position = index < this.unfinished.length ? this.unfinished[index] : this.records.length
      this.records[position] = record
      if (!isFinished(record.state)) changing.push(position)
    }
    this.unfinished = changing
    const newest = this.records.findLast(({ state }) => isFinished(state))
    if (newest !== undefined && newest.id !== this.landmark?.trial_id) [this.landmark] = this.landmarks([newest.id])
  }

  private newIds(): readonly number[] {
    const last = this.records.at(-1)?.id ?? -1
    const sql = 'SELECT trial_id FROM trials WHERE study_id = ? AND trial_id > ? ORDER BY trial_id'
    return this.database.column(sql, this.studyId, last) as readonly number[]
  }

  /** Forgets everything when the study was deleted and another one got its id, since SQLite gives out ids again. */
  private checkIdentity(): void {
    if (this.database.scalar('SELECT 1 FROM studies WHERE study_id = ?', this.studyId) === null) {
      throw noSuchStudy(this.studyId, this.database.place.url)
    }
    const ids = this.unfinished.map((position) => this.records[position].id)
    if (this.landmark !== null) ids.push(this.landmark.trial_id)
    const found = this.landmarks(ids)
    const again = found.find(({ trial_id: id }) => id === this.landmark?.trial_id)
    // The trials that we know are gone, or are others, which ran at another time.
    if (found.length === ids.length && again?.times === this.landmark?.times) return
    this.records = []
    this.unfinished = []
    this.landmark = null
  }

  private landmarks(ids: readonly number[]): readonly Landmark[] {
    return this.database.all(
      `SELECT trial_id, coalesce(datetime_start, '') || '/' || coalesce(datetime_complete, '') AS times
      FROM trials WHERE study_id = ? AND trial_id IN (SELECT value FROM json_each(?))`,
      this.studyId,
      JSON.stringify(ids),
    ) as readonly Landmark[]
  }
}

interface Landmark {
  readonly trial_id: number
  readonly times: string
}
