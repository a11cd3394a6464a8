import { good, problem, reasonOf, type Finding } from './finding.ts'

const name = 'SQLite'

/** Looks for a driver that works, as a study with a `sqlite:///` storage would. */
export async function checkSqlite(): Promise<Finding> {
  const { chooseSqliteDriver } = await import('../../hpo/storages/sqlite/sqlite-driver.ts')
  try {
    const driver = chooseSqliteDriver()
    return good(name, `${driver.sqliteVersion} through ${driver.name}`)
  } catch (error) {
    return problem(
      name,
      reasonOf(error),
      'Run `npm install libsql`, or use Node.js 22.13 or newer, which brings its own.',
    )
  }
}
