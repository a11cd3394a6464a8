import { good, problem, type Finding } from './finding.ts'

const name = 'Node.js'
/** The first version that can `require` ES modules. */
const needed = [20, 19] as const

export function checkNode(version: string): Finding {
  if (!isAtLeast(version, needed)) {
    return problem(name, `${version}, older than ${needed.join('.')}`, 'Install Node.js 24 from https://nodejs.org.')
  }
  return good(name, version)
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor, ownMinor] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}
