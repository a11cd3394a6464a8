import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const version = '1.0.22'
const root = new URL('../..', import.meta.url).pathname
const home = join(root, '.cache', `tslab-${version}`)

/** The folder of the programs that npm links to globally installed packages. */
export const globalPrograms = process.platform === 'win32' ? home : join(home, 'bin')

/**
 * The folder of the real tslab package, installed on the first use and kept; null, with a printed reason, without it. It
 * is installed as its users are told to, globally: with its packages beside it instead of below it, tslab finds no types.
 */
export function realTslab(): string | null {
  const folder = join(home, process.platform === 'win32' ? '' : 'lib', 'node_modules', 'tslab')
  if (existsSync(join(folder, 'dist', 'public.js'))) return folder
  try {
    mkdirSync(home, { recursive: true })
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    execFileSync(npm, ['install', '--global', '--prefix', home, `tslab@${version}`, ...flags], {
      stdio: 'pipe',
      timeout: 170_000,
    })
    return folder
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    process.stdout.write(`Skipped: the tests with the real tslab need npm to fetch tslab@${version} (${reason}).\n`)
    return null
  }
}

/** Makes tslab's own kernel known in `dataFolder`, as `tslab install` would. */
export function installTslabKernel(tslab: string, dataFolder: string): void {
  const folder = join(dataFolder, 'kernels', 'tslab')
  mkdirSync(folder, { recursive: true })
  const argv = [process.execPath, join(tslab, 'bin', 'tslab'), 'kernel', '--config-path', '{connection_file}']
  writeFileSync(
    join(folder, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }),
  )
}
