import type { Clock } from '../../base/clock.ts'
import type { Storage } from '../core/storage.ts'

export interface StorageOptions {
  /** Refuse a file that does not exist instead of making it. Default: false. */
  readonly mustExist?: boolean
  /** The time that trials start and end. Default: the machine's clock. */
  readonly clock?: Clock
  /** How long to wait for another process that holds the file, in milliseconds. Default: 30,000. */
  readonly busyTimeout?: number
  /**
   * The zone of the times in the file. Default: UTC if Optuna 5 or Ansatz made the file, otherwise this machine's local
   * time, as Optuna up to 4.9 wrote it.
   */
  readonly datetimes?: 'utc' | 'local'
}

/** Opens the storage at a URL that its scheme's registry line has chosen. */
export type StorageOpener = (url: string, options: StorageOptions) => Promise<Storage>
