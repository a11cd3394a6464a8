import { basename, join } from 'node:path'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { readSqliteUrl } from '../../../src/hpo/storages/sqlite/sqlite-url.ts'
import { scratchFolder } from './sqlite/scratch-folder.ts'

const folder = scratchFolder()

async function refusal(url: unknown): Promise<InputError> {
  const error = await openStorage(url as string).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(InputError)
  return error as InputError
}

describe('`openStorage(url)`', () => {
  it.each(['study.db', 'mongodb://host/db', '', 'C:\\study.db', 42, null])(
    'throws `storage/unknown-url` for %j, naming it, the known schemes and an example',
    async (url) => {
      const error = await refusal(url)
      expect(error.code).toBe('storage/unknown-url')
      expect(error.details['url']).toBe(url)
      expect(error.message).toContain(JSON.stringify(url))
      expect(error.message).toContain('memory:')
      expect(error.message).toContain('sqlite:///study.db')
    },
  )

  it.each(['postgresql://me@host/db', 'mysql://me@host/db', 'journal:///a.log', 'redis://host', 'POSTGRES://x'])(
    'says that %s is planned (`storage/not-available`)',
    async (url) => {
      const error = await refusal(url)
      expect(error.code).toBe('storage/not-available')
      expect(error.message).toContain(url)
      expect(error.allowed).toContain('sqlite:///study.db')
    },
  )

  it.each([
    'sqlite:study.db',
    'sqlite://study.db',
    'sqlite:///',
    'sqlite:///:memory:',
    'sqlite:///a.db?mode=ro',
    'sqlite:///a.db?',
  ])('throws `storage/unknown-url` for %s and shows the right form', async (url) => {
    const error = await refusal(url)
    expect(error.code).toBe('storage/unknown-url')
    expect(error.allowed).toContain('sqlite:///relative.db')
  })

  it.each(['sqlite:///a.db?timeout=soon', 'sqlite:///a.db?timeout=-1', 'sqlite:///a.db?timeout='])(
    'refuses the timeout in %s',
    async (url) => {
      expect((await refusal(url)).code).toBe('storage/unknown-url')
    },
  )

  it('gives every `memory:` a storage of its own', async () => {
    await using first = await openStorage('memory:')
    await using second = await openStorage('memory:')
    await first.createStudy({ name: 'a', directions: ['minimize'] })
    expect(await second.listStudies()).toEqual([])
  })

  it('creates the file of a four-slash URL where it says', async () => {
    const path = join(folder, 'with space & ünï%20.db')
    await using storage = await openStorage(`sqlite:///${path}`)
    expect(storage.url).toBe(`sqlite:///${path}`)
    expect(existsSync(path)).toBe(true)
  })
})

describe('`readSqliteUrl(url, folder)`', () => {
  it('resolves three slashes against the folder, and takes four for an absolute path', () => {
    expect(readSqliteUrl('sqlite:///sub/study.db', '/home/me')).toEqual({
      path: '/home/me/sub/study.db',
      busyTimeout: null,
    })
    expect(readSqliteUrl('sqlite:////data/study.db?timeout=1.5', '/home/me')).toEqual({
      path: '/data/study.db',
      busyTimeout: 1500,
    })
    expect(basename(readSqliteUrl('sqlite:///100%25.db', '/').path)).toBe('100%25.db')
  })
})
