import { existsSync, statSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as messages from '../messages.ts'
import { schemaRevision } from '../rdb/schema-revision.ts'
import { SqliteDatabase, type SqlitePlace } from './sqlite-database.ts'
import type { SqliteDriver } from './sqlite-driver.ts'
import { sqliteError } from './sqlite-error.ts'
import { createSchemaSql } from './sqlite-schema.ts'

/** The first SQLite without the WAL-reset bug, which lets several writers damage a file (sqlite.org/wal.html, 2026). */
const safeWalVersion = [3, 51, 3]

/** Optuna makes its tables and its stamp in separate steps; this many milliseconds we wait for the second. */
const stampPatience = 2000

/**
 * Opens the file as a study file: creates Optuna's tables in a new or empty one, and refuses what is something else.
 *
 * @param mustExist whether a file that does not exist is refused
 * @throws StorageError `storage/missing-directory`, `storage/missing-file`, `storage/cannot-open`, `storage/not-a-database`, `storage/corrupt`,
 *   `storage/locked`, `storage/foreign-database`, `storage/schema-version`, `storage/unsafe-wal`
 */
export async function openSqliteDatabase(
  driver: SqliteDriver,
  place: SqlitePlace,
  mustExist = false,
): Promise<SqliteDatabase> {
  checkPlace(place, mustExist)
  const database = connect(driver, place)
  try {
    database.exec(`PRAGMA busy_timeout = ${place.busyTimeout}`)
    // A trial that was told is on the disk, also after a power cut.
    database.exec('PRAGMA synchronous = FULL')
    leaveUnsafeWal(database, driver)
    if (tableNames(database).length === 0) createTables(database)
    await checkSchema(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function checkPlace({ path }: SqlitePlace, mustExist: boolean): void {
  const directory = dirname(path)
  if (!isFolder(directory)) throw messages.missingDirectory(path, { directory, meant: absoluteTwin(path) })
  if (isFolder(path)) throw messages.cannotOpen(path, 'it is a folder')
  if (mustExist && !existsSync(path)) throw messages.missingFile(path, absoluteTwin(path))
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** The absolute path that `sqlite:///tmp/study.db` was meant to name, where its folder exists; else null. */
function absoluteTwin(path: string): string | null {
  const below = relative(process.cwd(), path)
  const twin = `/${below}`
  return !below.startsWith('..') && dirname(twin) !== '/' && isFolder(dirname(twin)) ? twin : null
}

function connect(driver: SqliteDriver, place: SqlitePlace): SqliteDatabase {
  try {
    return new SqliteDatabase(driver.open(place.path), place)
  } catch (error) {
    throw sqliteError(error, place.path, place.busyTimeout)
  }
}

/** New files are made in DELETE mode, SQLite's default, which is also right on network file systems. */
function leaveUnsafeWal(database: SqliteDatabase, driver: SqliteDriver): void {
  if (database.scalar('PRAGMA journal_mode') !== 'wal' || atLeast(driver.sqliteVersion, safeWalVersion)) return
  let mode: unknown
  try {
    mode = database.scalar('PRAGMA journal_mode = DELETE')
  } catch (cause) {
    throw messages.unsafeWal(database.place.path, { version: driver.sqliteVersion, cause })
  }
  if (mode !== 'delete') throw messages.unsafeWal(database.place.path, { version: driver.sqliteVersion })
}

function atLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  const different = wanted.findIndex((part, index) => part !== parts[index])
  return different === -1 || parts[different] > wanted[different]
}

function tableNames(database: SqliteDatabase): readonly string[] {
  return database.column("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") as readonly string[]
}

function createTables(database: SqliteDatabase): void {
  database.write(() => {
    // Another process may have made them while this one waited for the lock.
    if (tableNames(database).length === 0) database.exec(createSchemaSql)
  })
}

async function checkSchema(database: SqliteDatabase): Promise<void> {
  const { path } = database.place
  for (let waited = 0; ; waited += 50) {
    const tables = tableNames(database)
    const complete = tables.includes('studies') && tables.includes('trials') && tables.includes('version_info')
    if (!complete && tables.some((name) => !optunaTables.has(name))) throw messages.foreignDatabase(path, tables)
    const found = tables.includes('alembic_version') ? database.scalar(stampSql) : null
    if (found === schemaRevision) return
    if (found !== null || waited >= stampPatience) throw messages.otherSchema(path, { found, expected: schemaRevision })
    await sleep(50)
  }
}

const stampSql = 'SELECT version_num FROM alembic_version'

const optunaTables: ReadonlySet<string> = new Set(
  Array.from(createSchemaSql.matchAll(/CREATE TABLE (\w+)/g), ([, name]) => name),
)
