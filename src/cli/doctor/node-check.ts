import { good, note, problem, type Finding } from './finding.ts'

const name = 'Node.js'
/** The first version that can `require` ES modules. */
const needed = [20, 19] as const
/** From here on the stop button reaches library code behind an await: see `Interrupts`. */
const recommended = [22, 12] as const

export function checkNode(version: string): Finding {
  if (!isAtLeast(version, needed)) {
    return problem(name, `${version}, older than ${needed.join('.')}`, 'Install Node.js 24 from https://nodejs.org.')
  }
  if (isAtLeast(version, recommended)) return good(name, version)
  return note(
    name,
    version,
    `Good enough. From Node.js ${recommended.join('.')} on, the stop button also ends library code that a cell has ` +
      'awaited, and the variables stay; on this one such a cell takes a new process.',
  )
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor, ownMinor] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
