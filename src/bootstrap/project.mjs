// The steps that every `npm run …` script shares. Plain JavaScript on Node's own modules only: they run on a fresh
// clone, before anything is installed or built.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Where the kernelspec of this checkout is kept, so that nothing outside the checkout is changed. */
export const jupyterData = join(root, '.cache', 'jupyter', 'share', 'jupyter')

const oldestNode = [20, 19]

/** Tells what stands in the way and how to remove it, and leaves. @type {(problem: string, advice: string) => never} */
export function giveUp(problem, advice) {
  process.stderr.write(`\n${problem}\n${advice}\n`)
  process.exit(1)
}

/**
 * Runs a command with this terminal and gives its exit code.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string | undefined>, cwd?: string }} [options]
 */
export function tryRun(command, args, { quiet = false, env = {}, cwd = root } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
  })
  const output = quiet ? `${result.stdout ?? ''}${result.stderr ?? ''}` : ''
  return { code: result.error ? 127 : (result.status ?? 1), output }
}

/**
 * Runs a command that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof tryRun>[2]} [options]
 */
export function run(command, args, options) {
  const { code, output } = tryRun(command, args, options)
  if (code !== 0) giveUp(`"${command} ${args.join(' ')}" failed with exit code ${code}.`, output)
}

/** Runs a JavaScript program of an installed package with this Node. @type {(file: string, args: string[]) => void} */
export function runTool(file, args) {
  run(process.execPath, [join(root, 'node_modules', file), ...args])
}

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  giveUp(
    `This is Node ${process.versions.node}; Ansatz needs ${oldestNode.join('.')} or newer.`,
    'See https://nodejs.org.',
  )
}

/** Installs the packages of the lockfile, unless that was done already. */
export function installPackages() {
  requireNode()
  unlessDone(join(root, 'node_modules', '.ansatz-lock'), readFileSync(join(root, 'package-lock.json')), () => {
    say('Installing the packages …')
    // The script of onnxruntime-node downloads what a GPU needs, and fails without that network.
    const env = { ONNXRUNTIME_NODE_INSTALL: 'skip' }
    run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      env,
    })
  })
}

/** Writes the kernelspec of this checkout into its own data folder, and gives the environment that finds it. */
export function registerKernel() {
  run(
    process.execPath,
    [join(root, 'dist', 'cli', 'main.js'), 'install', '--prefix', join(root, '.cache', 'jupyter')],
    {
      quiet: true,
    },
  )
  const path = [jupyterData, process.env['JUPYTER_PATH']].filter(Boolean).join(process.platform === 'win32' ? ';' : ':')
  return { JUPYTER_PATH: path }
}

/**
 * Does `work` unless it was done before with the same `input`.
 * @param {string} stamp
 * @param {string | Uint8Array} input
 * @param {() => void} work
 */
export function unlessDone(stamp, input, work) {
  const hash = createHash('sha256').update(input).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  work()
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, hash)
}

/** @type {(text: string) => void} */
export function say(text) {
  process.stdout.write(`${text}\n`)
}
