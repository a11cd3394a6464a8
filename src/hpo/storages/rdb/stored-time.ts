/**
 * Optuna's tables keep times without a zone. Optuna 5 and Ansatz write UTC; Optuna up to 4.9 wrote the local time of the
 * machine, and nothing but the version that created the file tells which.
 */
export type StoredZone = 'utc' | 'local'

/** The zone in which the library that created the file wrote its times (`version_info.library_version`). */
export function storedZone(libraryVersion: string): StoredZone {
  if (libraryVersion.startsWith('ansatz')) return 'utc'
  return Number.parseInt(libraryVersion, 10) >= 5 ? 'utc' : 'local'
}

/** UTC with a space and six fractional digits: SQLAlchemy takes shorter fractions for microseconds and rejects a `T`. */
export function toStoredTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '000')
}

const timePattern = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/

/** The time that `text` stands for, cut to milliseconds, or null when it is no time. */
export function fromStoredTime(text: string, zone: StoredZone): Date | null {
  const parts = timePattern.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return null
  const [year, month, day, hour, minute, second, micros] = parts
  const millis = Math.floor((micros || 0) / 1000)
  return zone === 'utc'
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second, millis))
    : new Date(year, month - 1, day, hour, minute, second, millis)
}
