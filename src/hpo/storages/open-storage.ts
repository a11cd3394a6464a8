import type { Storage } from '../core/storage.ts'
import { notAvailable, unknownUrl } from './messages.ts'
import { storageRegistry } from './registry.ts'
import type { StorageOptions } from './storage-options.ts'

/**
 * Opens the storage that a URL names: `memory:` for studies that end with the program, `sqlite:///study.db` (relative) or
 * `sqlite:////home/me/study.db` (absolute) for studies in a file that Optuna can open too. A file that does not exist is
 * created. Dispose of the storage to close it.
 *
 * @throws InputError `storage/unknown-url`, `storage/not-available`; and, for files, EnvironmentError
 *   `storage/no-sqlite`, StorageError `storage/missing-directory`, `storage/cannot-open`, `storage/locked`,
 *   `storage/corrupt`, `storage/not-a-database`, `storage/foreign-database`, `storage/schema-version`, `storage/unsafe-wal`
 */
export async function openStorage(url: string, options: StorageOptions = {}): Promise<Storage> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1].toLowerCase()
  const definition = storageRegistry.find(({ schemes }) => scheme !== undefined && schemes.includes(scheme))
  const available = storageRegistry.filter(({ load }) => load !== null).map(({ example }) => example)
  if (definition === undefined) throw unknownUrl(url, available)
  if (definition.load === null) throw notAvailable(url, available)
  const open = await definition.load()
  return open(url, options)
}
