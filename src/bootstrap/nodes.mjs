// The other Node.js versions that the tests run on: binaries from npm, kept in this checkout.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, say, tryRun } from './project.mjs'

const folder = join(root, '.cache', 'nodes')
/** npm name: package and exact version. */
const versions = { node22: '22.23.3', node24: '24.21.0' }

/** The path of each that is there. */
export function otherNodes() {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const paths = Object.keys(versions).map((name) => join(folder, 'node_modules', name, 'bin', binary))
  return paths.filter((path) => existsSync(path))
}

/** Puts Node 22 and 24 into .cache/nodes. Without a network the tests run on this Node alone and say why. */
export function installNodes() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const packages = Object.entries(versions).map(
    ([name, version]) => `${name}@npm:node-${system}-${process.arch}@${version}`,
  )
  const reason = join(folder, 'absent.txt')
  if (packages.every((_, index) => existsSync(join(folder, 'node_modules', Object.keys(versions)[index])))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  say('Installing Node 22 and 24 for the tests …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const args = ['install', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...packages]
  const { code, output } = tryRun(npm, args, { cwd: folder, quiet: true })
  if (code !== 0) writeFileSync(reason, `npm could not install ${packages.join(' ')}: ${output.trim()}\n`)
}
