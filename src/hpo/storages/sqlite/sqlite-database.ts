import { storageClosed } from '../messages.ts'
import type { SqliteConnection, SqliteStatement, SqliteValue } from './sqlite-driver.ts'
import { sqliteError } from './sqlite-error.ts'

export interface SqlitePlace {
  readonly url: string
  readonly path: string
  /** Milliseconds. */
  readonly busyTimeout: number
}

export interface FileVersion {
  /** Changes with every write through another connection. */
  readonly others: number
  /** Changes with every write through this one. */
  readonly own: number
}

/**
 * One connection to a file: prepared statements, transactions, and errors in our words.
 *
 * Transactions are synchronous, so that those of one process never interleave.
 */
export class SqliteDatabase {
  readonly place: SqlitePlace
  private connection: SqliteConnection | null
  private readonly statements = new Map<string, SqliteStatement>()
  /** Counts the writes of this connection, which SQLite's own `data_version` leaves out. */
  private writes = 0

  constructor(connection: SqliteConnection, place: SqlitePlace) {
    this.connection = connection
    this.place = place
  }

  /** Every row of the answer; the caller, who wrote the columns, knows its type. */
  all(sql: string, ...values: readonly SqliteValue[]): readonly unknown[] {
    return this.guard(() => this.prepare(sql).all(...values))
  }

  /** The first row, or null. All rows are read, because a half-read statement would keep the file locked. */
  first(sql: string, ...values: readonly SqliteValue[]): unknown {
    return this.all(sql, ...values)[0] ?? null
  }

  /** The first column of every row. */
  column(sql: string, ...values: readonly SqliteValue[]): readonly SqliteValue[] {
    return this.all(sql, ...values).map((row) => Object.values(row as Readonly<Record<string, SqliteValue>>)[0])
  }

  /** The first column of the first row, or null. */
  scalar(sql: string, ...values: readonly SqliteValue[]): SqliteValue {
    return this.column(sql, ...values)[0] ?? null
  }

  /** How many rows changed, and the key of the last one inserted. */
  run(sql: string, ...values: readonly SqliteValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.guard(() => this.prepare(sql).run(...values))
    return { changes: Number(changes), id: Number(lastInsertRowid) }
  }

  exec(sql: string): void {
    this.guard(() => this.open().exec(sql))
  }

  /** Runs `body` with the file locked for writing; nothing of it remains when it throws. */
  write<Result>(body: () => Result): Result {
    this.writes++
    return this.transaction('BEGIN IMMEDIATE', body)
  }

  /** Runs `body` on one consistent state of the file. */
  read<Result>(body: () => Result): Result {
    return this.transaction('BEGIN', body)
  }

  /** Two numbers, one of which changes whenever the file may have changed. */
  version(): FileVersion {
    return { others: Number(this.scalar('PRAGMA data_version')), own: this.writes }
  }

  close(): void {
    this.statements.clear()
    this.connection?.close()
    this.connection = null
  }

  private transaction<Result>(begin: string, body: () => Result): Result {
    this.exec(begin)
    try {
      const result = body()
      this.exec('COMMIT')
      return result
    } catch (error) {
      this.rollBack()
      throw error
    }
  }

  private rollBack(): void {
    try {
      this.open().exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself (a full disk, a damaged page); the first error says why.
    }
  }

  private prepare(sql: string): SqliteStatement {
    const known = this.statements.get(sql)
    if (known !== undefined) return known
    const statement = this.open().prepare(sql)
    this.statements.set(sql, statement)
    return statement
  }

  private open(): SqliteConnection {
    if (this.connection === null) throw storageClosed(this.place.url)
    return this.connection
  }

  private guard<Result>(action: () => Result): Result {
    try {
      return action()
    } catch (error) {
      throw sqliteError(error, this.place.path, this.place.busyTimeout)
    }
  }
}
