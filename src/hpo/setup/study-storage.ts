import { badArgument } from '../../base/check-argument.ts'
import { displayHost } from '../../base/display.ts'
import type { Storage } from '../core/storage.ts'
import { openStorage } from '../storages/open-storage.ts'
import type { StorageOptions } from '../storages/storage-options.ts'

/** A notebook's studies should outlive its kernel; a script's may end with it. */
function defaultUrl(): string {
  return displayHost() === null ? 'memory:' : 'sqlite:///ansatz.db'
}

/**
 * Runs `use` with the storage, and closes a storage that was opened for it if `use` fails.
 *
 * @param how `mustExist`: a file that does not exist is refused, and not made
 */
export async function withOpenedStorage<T>(
  storage: string | Storage | undefined,
  use: (opened: Storage, ownsStorage: boolean) => Promise<T>,
  how: Pick<StorageOptions, 'mustExist'> = {},
): Promise<T> {
  if (storage !== undefined && typeof storage !== 'string') {
    if (typeof (storage as Partial<Storage> | null)?.readTrials === 'function') return use(storage, false)
    throw badArgument({
      call: 'The study',
      what: 'its storage',
      value: storage,
      allowed: "a URL such as 'sqlite:///study.db', or an open storage",
    })
  }
  const opened = await openStorage(storage ?? defaultUrl(), how)
  try {
    return await use(opened, true)
  } catch (error) {
    await opened[Symbol.asyncDispose]()
    throw error
  }
}
