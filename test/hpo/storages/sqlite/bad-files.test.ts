import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StorageError } from '../../../../src/base/errors.ts'
import { openStorage } from '../../../../src/hpo/storages/open-storage.ts'
import { openSqliteDatabase } from '../../../../src/hpo/storages/sqlite/open-sqlite-database.ts'
import { chooseSqliteDriver, type SqliteConnection } from '../../../../src/hpo/storages/sqlite/sqlite-driver.ts'
import { scratchFolder } from './scratch-folder.ts'

const folder = scratchFolder()
const file = (name: string): string => join(folder, name)
const urlOf = (path: string): string => `sqlite:///${path}`

/** Another connection to the file, as another program would hold it. */
function connect(path: string): SqliteConnection {
  return chooseSqliteDriver().open(path)
}

async function makeStudy(path: string, trials = 0): Promise<string> {
  await using storage = await openStorage(urlOf(path))
  const { id } = await storage.createStudy({ name: 'study', directions: ['minimize'] })
  for (let index = 0; index < trials; index++) {
    await storage.createTrial(id, { state: 'running', userAttrs: { note: 'x'.repeat(500) } })
  }
  return path
}

async function refusal(attempt: Promise<unknown>): Promise<StorageError> {
  const error = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StorageError)
  return error as StorageError
}

describe('`openStorage("sqlite:///…")`', () => {
  it('throws `storage/locked` while another program holds the file, and works when it let go', async () => {
    const path = await makeStudy(file('locked.db'))
    const other = connect(path)
    other.exec('BEGIN EXCLUSIVE')
    const error = await refusal(openStorage(urlOf(path), { busyTimeout: 40 }))
    expect(error).toMatchObject({ code: 'storage/locked', details: { path, busyTimeout: 40 } })
    expect(error.message).toContain(path)
    expect(error.message).toContain('?timeout=')
    other.exec('COMMIT')
    other.close()
    await using storage = await openStorage(urlOf(path))
    expect(await storage.listStudies()).toHaveLength(1)
  })

  it('throws `storage/locked` from a call when the file is locked later; the call can be repeated', async () => {
    const path = await makeStudy(file('locked-later.db'))
    await using storage = await openStorage(`${urlOf(path)}?timeout=0.04`)
    const study = (await storage.findStudy('study'))!.id
    const other = connect(path)
    other.exec('BEGIN IMMEDIATE')
    const error = await refusal(storage.createTrial(study, { state: 'running' }))
    expect(error).toMatchObject({ code: 'storage/locked', details: { busyTimeout: 40 } })
    other.exec('ROLLBACK')
    other.close()
    expect(await storage.createTrial(study, { state: 'running' })).toMatchObject({ number: 0 })
  })

  it('throws `storage/corrupt` for a file whose pages were overwritten', async () => {
    const path = await makeStudy(file('corrupt.db'), 40)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xab, 4096))
    const error = await refusal(openStorage(urlOf(path)).then((storage) => storage.listStudies()))
    expect(error).toMatchObject({ code: 'storage/corrupt', details: { path } })
    expect(error.message).toContain('.recover')
  })

  it('throws `storage/not-a-database` for any other file, and leaves it alone', async () => {
    const path = file('notes.txt')
    const text = 'These are notes, and no database. '.repeat(99)
    writeFileSync(path, text)
    const error = await refusal(openStorage(urlOf(path)))
    expect(error).toMatchObject({ code: 'storage/not-a-database', details: { path } })
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('throws `storage/foreign-database` for a database of another program, and leaves it alone', async () => {
    const path = file('music.db')
    const other = connect(path)
    other.exec('CREATE TABLE songs (title TEXT); CREATE TABLE studies (painter TEXT)')
    other.close()
    const before = readFileSync(path)
    const error = await refusal(openStorage(urlOf(path)))
    expect(error).toMatchObject({ code: 'storage/foreign-database', details: { tables: ['songs', 'studies'] } })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('throws `storage/schema-version` for the tables of Optuna 3.1', async () => {
    const path = file('old.db')
    const other = connect(path)
    other.exec(readFileSync(new URL('../../../golden/optuna-sqlite-schema-v3.0.0.d-3.1.sql', import.meta.url), 'utf8'))
    other.exec("INSERT INTO version_info VALUES (1, 12, '3.1.0'); INSERT INTO alembic_version VALUES ('v3.0.0.d')")
    other.close()
    const error = await refusal(openStorage(urlOf(path)))
    expect(error).toMatchObject({
      code: 'storage/schema-version',
      details: { found: 'v3.0.0.d', expected: 'v3.2.0.a' },
    })
    expect(error.message).toContain('optuna storage upgrade')
  })

  it('does not send who has tables of a later Optuna to upgrade them', async () => {
    const path = await makeStudy(file('later.db'))
    const other = connect(path)
    other.exec("UPDATE alembic_version SET version_num = 'v10.0.0.a'")
    other.close()
    const error = await refusal(openStorage(urlOf(path)))
    expect(error).toMatchObject({ code: 'storage/schema-version', details: { found: 'v10.0.0.a' } })
    expect(error.message).toContain('update Ansatz')
    expect(error.message).not.toContain('storage upgrade')
  })

  it('throws `storage/schema-version` for tables without a stamp, after waiting for one', async () => {
    const path = await makeStudy(file('unstamped.db'))
    const other = connect(path)
    other.exec('DELETE FROM alembic_version')
    const refused = refusal(openStorage(urlOf(path)))
    expect(await refused).toMatchObject({ code: 'storage/schema-version', details: { found: null } })
    const opening = openStorage(urlOf(path))
    setTimeout(() => other.exec("INSERT INTO alembic_version VALUES ('v3.2.0.a')"), 120)
    await using storage = await opening
    expect(await storage.listStudies()).toHaveLength(1)
    other.close()
  })

  it('throws `storage/missing-directory` and makes no folder', async () => {
    const path = file('nowhere/study.db')
    const error = await refusal(openStorage(urlOf(path)))
    expect(error).toMatchObject({ code: 'storage/missing-directory', details: { path, directory: file('nowhere') } })
    expect(existsSync(file('nowhere'))).toBe(false)
  })

  it('says that an absolute path takes four slashes, where three name a folder that does not exist', async () => {
    const error = await refusal(openStorage(`sqlite:///${file('absolute.db').slice(1)}`))
    expect(error).toMatchObject({ code: 'storage/missing-directory' })
    expect(error).toMatchObject({ message: expect.stringContaining(`write four: ${urlOf(file('absolute.db'))}.`) })
  })

  it('throws `storage/cannot-open` for a folder', async () => {
    mkdirSync(file('folder.db'))
    expect(await refusal(openStorage(urlOf(file('folder.db'))))).toMatchObject({ code: 'storage/cannot-open' })
  })

  it('reads a file that it may not write, and throws `storage/read-only` from every change', async () => {
    const path = await makeStudy(file('read-only.db'), 1)
    chmodSync(path, 0o444)
    chmodSync(folder, 0o555)
    await asOrdinaryUser(async () => {
      await using storage = await openStorage(urlOf(path))
      const study = (await storage.findStudy('study'))!.id
      expect(await storage.readTrials(study)).toHaveLength(1)
      const error = await refusal(storage.createTrial(study, { state: 'running' }))
      expect(error).toMatchObject({ code: 'storage/read-only', details: { path } })
      const fresh = await refusal(openStorage(urlOf(file('new.db'))))
      expect(fresh).toMatchObject({ code: 'storage/cannot-open', details: { path: file('new.db') } })
    })
    chmodSync(folder, 0o755)
  })
})

/** The root user may write every file, so that permissions mean nothing to it. */
async function asOrdinaryUser(action: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return action()
  process.seteuid!(65_534)
  try {
    await action()
  } finally {
    process.seteuid!(0)
  }
}

describe('a file in WAL mode', () => {
  const walFile = async (name: string): Promise<string> => {
    const path = await makeStudy(file(name))
    const other = connect(path)
    other.prepare('PRAGMA journal_mode = WAL').all()
    other.close()
    return path
  }
  const mode = (path: string): unknown => {
    const other = connect(path)
    const [row] = other.prepare('PRAGMA journal_mode').all() as { journal_mode: string }[]
    other.close()
    return row.journal_mode
  }
  const openWith = (path: string, sqliteVersion: string): ReturnType<typeof openSqliteDatabase> =>
    openSqliteDatabase({ ...chooseSqliteDriver(), sqliteVersion }, { url: urlOf(path), path, busyTimeout: 40 })

  it('is switched to DELETE mode when SQLite has the WAL-reset bug', async () => {
    const path = await walFile('wal-old.db')
    const database = await openWith(path, '3.51.2')
    database.close()
    expect(mode(path)).toBe('delete')
  })

  it('stays as it is when SQLite is 3.51.3 or newer', async () => {
    for (const version of ['3.51.3', '3.52.0', '4.0.0']) {
      const path = await walFile(`wal-${version}.db`)
      const database = await openWith(path, version)
      expect(mode(path)).toBe('wal')
      database.close()
    }
  })

  it('throws `storage/unsafe-wal` when another program keeps it from being switched', async () => {
    const path = await walFile('wal-held.db')
    const other = connect(path)
    other.exec('BEGIN')
    other.prepare('SELECT * FROM studies').all()
    const error = await refusal(openWith(path, '3.45.1'))
    expect(error).toMatchObject({ code: 'storage/unsafe-wal', details: { path, version: '3.45.1' } })
    other.exec('COMMIT')
    other.close()
  })

  it('new files are in DELETE mode', async () => {
    expect(mode(await makeStudy(file('fresh.db')))).toBe('delete')
  })
})

describe('a file with a value that cannot be read', () => {
  it('throws `storage/unreadable-value` naming it', async () => {
    const path = await makeStudy(file('odd.db'), 1)
    for (const [sql, shown] of [
      ["INSERT INTO trial_user_attributes (trial_id, key, value_json) VALUES (1, 'k', '{oops')", '{oops'],
      [
        "INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json) VALUES (1, 'x', 1, '{}')",
        '{}',
      ],
      ["UPDATE trials SET datetime_start = 'yesterday'", 'yesterday'],
    ]) {
      const copy = file(`odd-${shown.length}.db`)
      copyFileSync(path, copy)
      const other = connect(copy)
      other.exec(sql)
      other.close()
      await using storage = await openStorage(urlOf(copy))
      const study = (await storage.findStudy('study'))!.id
      const error = await refusal(storage.readTrials(study))
      expect(error).toMatchObject({ code: 'storage/unreadable-value', details: { path: copy, value: shown } })
    }
  })
})

it('a closed storage throws `storage/closed`', async () => {
  const storage = await openStorage(urlOf(file('closed.db')))
  await storage[Symbol.asyncDispose]()
  await expect(storage.listStudies()).rejects.toMatchObject({ code: 'storage/closed' })
})
