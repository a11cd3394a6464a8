import { good, note, problem, type Finding } from './finding.ts'

const name = 'Node.js'
/** The first version that can `require` ES modules, and the one from which every interrupt works. */
const needed = [20, 19] as const
const recommended = 24

export function checkNode(version: string): Finding {
  const [major, minor] = version.split('.').map(Number)
  if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
    return problem(name, `${version}, older than ${needed.join('.')}`, 'Install Node.js 24 from https://nodejs.org.')
  }
  if (major < recommended) {
    return note(
      name,
      version,
      'Good enough. From Node.js 24 on, the stop button also ends asynchronous loops in libraries.',
    )
  }
  return good(name, version)
}
