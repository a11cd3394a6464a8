import { describeValue, EnvironmentError, InputError, StateError, StorageError } from '../../base/errors.ts'
import { describeDistribution, type Distribution } from '../space/distribution.ts'

/** A URL that no storage understands. `scheme` is null when the text does not even start with one. */
export const unknownUrl = (url: unknown, known: readonly string[]): InputError =>
  new InputError('storage/unknown-url', {
    what: `No storage understands the URL ${describeValue(url)}.`,
    allowed: `URLs that start with ${known.join(', ')}`,
    advice: 'For a study in a file, write sqlite:///study.db (three slashes: relative; four: absolute).',
    details: { url, known },
  })

export const badSqliteUrl = (url: string, reason: string): InputError =>
  new InputError('storage/unknown-url', {
    what: `The storage URL ${describeValue(url)} ${reason}.`,
    allowed: 'sqlite:///relative.db, sqlite:////absolute.db, and ?timeout=SECONDS after either',
    advice: 'Write, for example, sqlite:///study.db for the file study.db in the current folder.',
    details: { url },
  })

export const notAvailable = (url: string, available: readonly string[]): InputError =>
  new InputError('storage/not-available', {
    what: `Storages like ${describeValue(url)} are planned, but this version of Ansatz cannot open them yet.`,
    allowed: `URLs that start with ${available.join(', ')}`,
    advice: 'Use sqlite:///study.db, which several processes of one machine may share.',
    details: { url, available },
  })

export const badStudyName = (name: unknown, reason: string): InputError =>
  new InputError('study/bad-name', {
    what: `A study cannot be named ${describeValue(name)}: ${reason}.`,
    allowed: 'texts of at most 512 characters, without NUL and lone surrogates',
    advice: 'Choose another name.',
    details: { name },
  })

export const badAttributeKey = (key: unknown, reason: string): InputError =>
  new InputError('storage/bad-key', {
    what: `An attribute cannot be named ${describeValue(key)}: ${reason}.`,
    allowed: 'texts of at most 512 characters, without NUL and lone surrogates',
    advice: 'Choose another key.',
    details: { key },
  })

export const noDirections = (): InputError =>
  new InputError('study/no-directions', {
    what: 'A study was to be created with no directions.',
    allowed: 'one direction, "minimize" or "maximize", for each objective',
    advice: 'Pass directions, for example ["minimize"].',
    details: { directions: [] },
  })

export const notJson = (value: unknown, cause?: unknown): InputError =>
  new InputError('storage/not-json', {
    what: `${describeValue(value)} cannot be stored as an attribute.`,
    allowed: 'numbers, texts, booleans, null, and lists and objects of these, without cycles',
    advice: 'Store a plain copy of what you need, for example String(value) or [...value].',
    details: { value },
    cause,
  })

export const badParamValue = (name: string, value: unknown, allowed: string): InputError =>
  new InputError('storage/bad-param', {
    what: `Parameter ${describeValue(name)} got ${describeValue(value)}, which its distribution cannot hold.`,
    allowed,
    advice: 'Pass a value of the distribution.',
    details: { name, value },
  })

export const incompatibleParam = (
  name: string,
  distributions: { stored: Distribution; given: Distribution },
): InputError =>
  new InputError('storage/incompatible-distribution', {
    what:
      `Parameter ${describeValue(name)} was given as ${describeDistribution(distributions.given)}, ` +
      `but earlier trials of this study have it as ${describeDistribution(distributions.stored)}.`,
    allowed:
      'within one study the same kind and the same log, and choices that begin with those before; ranges may change',
    advice: 'Give the parameter another name, or start a new study.',
    details: { name, ...distributions },
  })

export const badValues = (outcome: { state: unknown; values: unknown }, allowed: string): InputError =>
  new InputError('trial/bad-values', {
    what: `A trial was to end as ${describeValue(outcome.state)} with the values ${describeValue(outcome.values)}.`,
    allowed,
    advice: 'Tell the trial as failed if it has no usable value.',
    details: { ...outcome },
  })

export const badStep = (step: unknown): InputError =>
  new InputError('trial/bad-step', {
    what: `A value was reported at step ${describeValue(step)}.`,
    allowed: 'whole numbers',
    advice: 'Report at the number of the epoch or iteration.',
    details: { step },
  })

export const duplicateStudy = (name: string, url: string): StateError =>
  new StateError('study/duplicate-name', {
    what: `A study named ${describeValue(name)} already exists in ${url}.`,
    advice: 'Pass loadIfExists: true to continue it, or choose another name.',
    details: { name, url },
  })

export const noSuchStudy = (studyId: number, url: string): StateError =>
  new StateError('study/not-found', {
    what: `The study with id ${studyId} is not in ${url}.`,
    advice: 'It was deleted, perhaps by another process. Create it again.',
    details: { studyId, url },
  })

export const noSuchTrial = (trialId: number, url: string): StateError =>
  new StateError('trial/not-found', {
    what: `The trial with id ${trialId} is not in ${url}.`,
    advice: 'Its study was deleted, perhaps by another process. Create it again.',
    details: { trialId, url },
  })

export const trialFinished = (trialId: number, state: string): StateError =>
  new StateError('trial/finished', {
    what: `The trial with id ${trialId} is already ${state}; a finished trial never changes.`,
    advice: 'Tell each trial once, and ask for a new one to evaluate again.',
    details: { trialId, state },
  })

export const storageClosed = (url: string): StateError =>
  new StateError('storage/closed', {
    what: `The storage ${url} was closed.`,
    advice: 'Open it again, or close it later.',
    details: { url },
  })

/** Why each SQLite driver was refused, by package name. */
export const noSqlite = (refusals: readonly { driver: string; reason: string }[]): EnvironmentError =>
  new EnvironmentError('storage/no-sqlite', {
    what: `No SQLite driver works here (${refusals.map(({ driver, reason }) => `${driver}: ${reason}`).join('; ')}).`,
    allowed: 'Node 22.13 or newer, which brings its own, or the package better-sqlite3 or libsql',
    advice: 'Run "npm install libsql", or update Node. Studies in memory (memory:) work without.',
    details: { refusals },
  })

/** `meant`: the absolute path that a URL with too few slashes was to name, if it seems so. */
export const missingDirectory = (
  path: string,
  { directory, meant }: { readonly directory: string; readonly meant: string | null },
): StorageError =>
  new StorageError('storage/missing-directory', {
    what: `The study file ${path} cannot be made, because the folder ${directory} does not exist.`,
    advice: meant === null ? 'Create the folder, or correct the path in the storage URL.' : fourSlashes(meant),
    details: { path, directory },
  })

export const missingFile = (path: string, meant: string | null): StorageError =>
  new StorageError('storage/missing-file', {
    what: `There is no study file ${path}.`,
    advice:
      meant === null ? 'Correct the path in the storage URL, or make a study with createStudy.' : fourSlashes(meant),
    details: { path },
  })

const fourSlashes = (meant: string): string =>
  `Three slashes name a path from the current folder; for ${meant} write four: sqlite:///${meant}.`

export const cannotOpen = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/cannot-open', {
    what: `The study file ${path} cannot be opened: ${reasonOf(cause)}.`,
    advice: 'Check that the path names a file, and that you may read it and write to its folder.',
    details: { path },
    cause,
  })

export const locked = (path: string, wait: { busyTimeout: number; cause: unknown }): StorageError =>
  new StorageError('storage/locked', {
    what: `The study file ${path} stayed locked by another process for ${wait.busyTimeout / 1000} s.`,
    advice:
      'Close the program that holds it (a database browser, a stopped worker), or wait longer with ?timeout=SECONDS in the storage URL.',
    details: { path, busyTimeout: wait.busyTimeout },
    cause: wait.cause,
  })

export const corrupt = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/corrupt', {
    what: `The study file ${path} is damaged: ${reasonOf(cause)}.`,
    advice: `Copy the file, then save what is readable with: sqlite3 ${path} .recover | sqlite3 recovered.db`,
    details: { path },
    cause,
  })

/** One stored value that cannot be understood, in a file that is otherwise sound. */
export const unreadable = (path: string, where: string, value: { text: unknown; cause?: unknown }): StorageError =>
  new StorageError('storage/unreadable-value', {
    what: `In the study file ${path}, ${where} is ${describeValue(value.text)}, which cannot be read.`,
    advice: 'Another program wrote it. Correct the value in the file, or open the study with that program.',
    details: { path, value: value.text },
    cause: value.cause,
  })

export const notDatabase = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/not-a-database', {
    what: `${path} is not a SQLite database.`,
    advice: 'Point the storage URL at a study file, or at a new file name.',
    details: { path },
    cause,
  })

export const foreignDatabase = (path: string, tables: readonly string[]): StorageError =>
  new StorageError('storage/foreign-database', {
    what: `${path} is a SQLite database of another program (its tables: ${tables.slice(0, 5).join(', ')}).`,
    advice: 'Point the storage URL at a study file, or at a new file name. Nothing was written.',
    details: { path, tables },
  })

export const otherSchema = (path: string, schema: { found: unknown; expected: string }): StorageError =>
  new StorageError('storage/schema-version', {
    what: `The study file ${path} has ${schema.found === null ? "Optuna's tables without a version" : `Optuna's schema ${describeValue(schema.found)}`}.`,
    allowed: `schema ${schema.expected}, which Optuna 3.2 and newer write`,
    advice: isNewer(schema.found, schema.expected)
      ? 'A newer Optuna has written it: update Ansatz, or make the study with Optuna 3.2 to 5.'
      : `Bring it up to date with Optuna: optuna storage upgrade --storage sqlite:///${path}`,
    details: { path, ...schema },
  })

/** Whether a schema such as `v3.2.0.a` comes after another. */
function isNewer(found: unknown, expected: string): boolean {
  return typeof found === 'string' && found.localeCompare(expected, 'en', { numeric: true }) > 0
}

export const unsafeWal = (path: string, sqlite: { version: string; cause?: unknown }): StorageError =>
  new StorageError('storage/unsafe-wal', {
    what:
      `The study file ${path} is in WAL mode, which SQLite ${sqlite.version} can damage when several processes write, ` +
      'and it could not be switched to DELETE mode.',
    allowed: 'WAL mode with SQLite 3.51.3 or newer, or journal mode DELETE',
    advice: `Close the other programs that use it and run: sqlite3 ${path} "PRAGMA journal_mode=DELETE". Or update Node.`,
    details: { path, version: sqlite.version },
    cause: sqlite.cause,
  })

export const readOnly = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/read-only', {
    what: `The study file ${path} can be read but not written: ${reasonOf(cause)}.`,
    advice: 'Make the file and its folder writable, or copy the file and open the copy.',
    details: { path },
    cause,
  })

export const diskFull = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/disk-full', {
    what: `The study file ${path} could not grow: ${reasonOf(cause)}.`,
    advice: 'Free some space on that disk. Everything written before is safe.',
    details: { path },
    cause,
  })

export const failed = (path: string, cause: unknown): StorageError =>
  new StorageError('storage/failed', {
    what: `SQLite could not work with the study file ${path}: ${reasonOf(cause)}.`,
    advice: 'Check the disk and the file; the cause is attached to this error.',
    details: { path },
    cause,
  })

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
}
