import { AnsatzError, type StorageError } from '../../../base/errors.ts'
import * as messages from '../messages.ts'

// Primary result codes of SQLite (sqlite.org/rescode.html); the higher bytes of an extended code are details.
const busy = 5
const lockedTable = 6

const texts: ReadonlyMap<number | null, (path: string, cause: unknown) => StorageError> = new Map([
  [8, messages.readOnly],
  [11, messages.corrupt],
  [13, messages.diskFull],
  [14, messages.cannotOpen],
  [26, messages.notDatabase],
])

/** The names by which better-sqlite3 and libsql give the codes above. */
const codesByName: ReadonlyMap<string, number> = new Map([
  ['BUSY', busy],
  ['LOCKED', lockedTable],
  ['READONLY', 8],
  ['CORRUPT', 11],
  ['FULL', 13],
  ['CANTOPEN', 14],
  ['NOTADB', 26],
])

/**
 * The error to show for what a driver threw. Errors of ours pass unchanged.
 *
 * @param busyTimeout milliseconds that SQLite waited for a lock
 */
export function sqliteError(error: unknown, path: string, busyTimeout: number): unknown {
  if (error instanceof AnsatzError) return error
  const code = resultCode(error)
  if (code === busy || code === lockedTable) return messages.locked(path, { busyTimeout, cause: error })
  return (texts.get(code) ?? messages.failed)(path, error)
}

/** node:sqlite gives a number (`errcode`), the others a name (`SQLITE_BUSY_SNAPSHOT`), libsql a text on opening. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  const { code, errcode } = error as { code?: unknown; errcode?: unknown }
  if (typeof errcode === 'number') return errcode & 0xff
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return codesByName.get(code.split('_')[1]) ?? null
  const opening = /Unable to open connection .*: (\d+)/.exec(error.message)
  return opening === null ? null : Number(opening[1]) & 0xff
}
