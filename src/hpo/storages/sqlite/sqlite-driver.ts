import { createRequire } from 'node:module'
import { noSqlite } from '../messages.ts'

export type SqliteValue = string | number | null

export interface SqliteStatement {
  run(...values: readonly SqliteValue[]): {
    readonly changes: number | bigint
    readonly lastInsertRowid: number | bigint
  }
  /** Rows may carry members besides the selected columns (libsql adds `_metadata`): read them by name. */
  all(...values: readonly SqliteValue[]): unknown[]
}

/** What node:sqlite, better-sqlite3 and libsql have in common. */
export interface SqliteConnection {
  exec(sql: string): unknown
  prepare(sql: string): SqliteStatement
  close(): unknown
}

export interface SqliteDriver {
  readonly name: string
  /** Of the SQLite inside, for example `3.51.3`. */
  readonly sqliteVersion: string
  /** @throws the driver's own error */
  open(path: string): SqliteConnection
}

/** One driver that may or may not be there. `load` gives the class of its connections, or throws why not. */
export interface DriverCandidate {
  readonly name: string
  readonly load: () => new (path: string) => SqliteConnection
}

/** Best first. Later ones are asked only when the earlier are refused. */
export const standardDrivers: readonly DriverCandidate[] = [
  { name: 'node:sqlite', load: loadNodeSqlite },
  { name: 'better-sqlite3', load: loadBetterSqlite },
  { name: 'libsql', load: loadLibsql },
]

/**
 * The first of `candidates` that works: it is loaded and asked for its version.
 *
 * @throws EnvironmentError `storage/no-sqlite` with the reason why each was refused
 */
export function chooseSqliteDriver(candidates: readonly DriverCandidate[] = standardDrivers): SqliteDriver {
  const refusals: { driver: string; reason: string }[] = []
  for (const candidate of candidates) {
    try {
      return accept(candidate)
    } catch (error) {
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
      refusals.push({ driver: candidate.name, reason })
    }
  }
  throw noSqlite(refusals)
}

function accept({ name, load }: DriverCandidate): SqliteDriver {
  const Connection = load()
  const probe = new Connection(':memory:')
  const [row] = probe.prepare('SELECT sqlite_version() AS version').all() as { version: string }[]
  probe.close()
  return { name, sqliteVersion: row.version, open: (path) => new Connection(path) }
}

type ConnectionClass = new (path: string) => SqliteConnection

const require = createRequire(import.meta.url)
const [nodeMajor, nodeMinor] = process.versions.node.split('.').map(Number)

function loadNodeSqlite(): ConnectionClass {
  if (nodeMajor < 22 || (nodeMajor === 22 && nodeMinor < 13))
    throw new Error(`needs Node 22.13, this is ${process.version}`)
  // The module prints a warning that it may change when it is first loaded; a notebook would show it as an error.
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = () => {}
  try {
    return (process.getBuiltinModule('node:sqlite') as unknown as { DatabaseSync: ConnectionClass }).DatabaseSync
  } finally {
    process.emitWarning = emitWarning
  }
}

function loadBetterSqlite(): ConnectionClass {
  const { version } = require('better-sqlite3/package.json') as { version: string }
  // Version 13 loads on Node 20 and then ends the process with a segmentation fault.
  if (nodeMajor < 22 && Number.parseInt(version, 10) >= 13) throw new Error(`version ${version} needs Node 22`)
  return require('better-sqlite3') as ConnectionClass
}

function loadLibsql(): ConnectionClass {
  return require('libsql') as ConnectionClass
}
