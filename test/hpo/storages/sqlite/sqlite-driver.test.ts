import { describe, expect, it } from 'vitest'
import { EnvironmentError } from '../../../../src/base/errors.ts'
import { chooseSqliteDriver, standardDrivers } from '../../../../src/hpo/storages/sqlite/sqlite-driver.ts'

const broken = {
  name: 'broken',
  load: () => {
    throw new Error('Cannot find module\nRequire stack: …')
  },
}

describe('`chooseSqliteDriver(candidates)`', () => {
  it('skips a driver that does not load or does not work, and takes the next', () => {
    const dead = {
      name: 'dead',
      load: () =>
        function Connection() {
          throw new Error('no bindings')
        } as never,
    }
    const driver = chooseSqliteDriver([broken, dead, ...standardDrivers])
    expect(standardDrivers.map(({ name }) => name)).toContain(driver.name)
    expect(driver.sqliteVersion).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('prefers the SQLite of Node where it has one', () => {
    const [major, minor] = process.versions.node.split('.').map(Number)
    const builtIn = major > 22 || (major === 22 && minor >= 13)
    expect(chooseSqliteDriver().name === 'node:sqlite').toBe(builtIn)
  })

  it('throws EnvironmentError `storage/no-sqlite` that says why each was refused and what to install', () => {
    try {
      chooseSqliteDriver([broken])
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(EnvironmentError)
      expect(error).toMatchObject({
        code: 'storage/no-sqlite',
        details: { refusals: [{ driver: 'broken', reason: 'Cannot find module' }] },
      })
      expect((error as Error).message).toContain('npm install libsql')
      expect((error as Error).message).toContain('Node 22.13')
    }
  })
})
