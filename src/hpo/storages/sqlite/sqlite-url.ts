import { resolve } from 'node:path'
import { badSqliteUrl } from '../messages.ts'

export interface SqliteLocation {
  /** Absolute. */
  readonly path: string
  /** Milliseconds, from `?timeout=SECONDS`; null without. */
  readonly busyTimeout: number | null
}

/**
 * Reads the URLs that Optuna (SQLAlchemy) takes: `sqlite:///relative.db`, `sqlite:////absolute.db`, and
 * `?timeout=SECONDS` after either. The path is taken literally, without percent decoding, as SQLAlchemy does.
 *
 * @param folder against which relative paths are resolved
 * @throws InputError `storage/unknown-url`
 */
export function readSqliteUrl(url: string, folder: string): SqliteLocation {
  const match = /^sqlite:\/\/\/([^?]*)(?:\?(.*))?$/s.exec(url)
  if (match === null) throw badSqliteUrl(url, 'has not three slashes after "sqlite:"')
  const [, path, query] = match
  if (path === '' || path === ':memory:')
    throw badSqliteUrl(url, 'names no file (for a study in memory, write memory:)')
  return { path: resolve(folder, path), busyTimeout: query === undefined ? null : readTimeout(url, query) }
}

function readTimeout(url: string, query: string): number {
  for (const [key, value] of new URLSearchParams(query)) {
    const seconds = value.trim() === '' ? Number.NaN : Number(value)
    if (key === 'timeout' && seconds >= 0 && seconds <= 86_400) return Math.round(seconds * 1000)
    throw badSqliteUrl(url, `has the option ${key}=${value}`)
  }
  throw badSqliteUrl(url, 'ends in an empty query')
}
