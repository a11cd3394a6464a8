import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { libraryVersion } from '../../base/library-version.ts'
import { readConnectionFile } from '../protocol/connection-info.ts'
import { readBackgroundPatience, type BackgroundPatience } from './background-patience.ts'
import { executorNodeOptions } from './executor-options.ts'
import { HistoryFile, historyPath } from './history-file.ts'
import { Kernel } from './kernel.ts'
import { jupyterParentPid, watchParent } from './parent-watch.ts'
import { maySpare } from './may-spare.ts'

export interface KernelScripts {
  /** The executor's entry; replaced in tests of the protocol alone. */
  readonly executor: string
  readonly language: URL
}

const builtScripts: KernelScripts = {
  executor: fileURLToPath(new URL('../session/start.js', import.meta.url)),
  language: new URL('../language/main.js', import.meta.url),
}

/** Runs a kernel on the connection file until it is told to shut down. Throws `kernel/bad-connection-file`. */
export async function runKernel(connectionFile: string, scripts: KernelScripts = builtScripts): Promise<void> {
  const connection = await readConnectionFile(connectionFile)
  const historyFile = historyPath(process.env, process.platform)
  const kernel = new Kernel({
    connection,
    kernelId: kernelIdOf(connectionFile),
    executor: { script: scripts.executor, nodeOptions: executorNodeOptions(process.versions.node), cwd: process.cwd() },
    maySpare: () => maySpare(process.env.ANSATZ_SPARE),
    languageScript: scripts.language,
    types: process.env.ANSATZ_TYPES,
    patience: backgroundPatience(process.env.ANSATZ_AWAIT_BACKGROUND),
    version: libraryVersion,
    history: historyFile === null ? null : new HistoryFile(historyFile, { log }),
    log,
  })
  // The terminal's Ctrl-C and Jupyter's signal mode both mean: stop the cell.
  process.on('SIGINT', () => kernel.interrupt())
  process.on('SIGTERM', () => void kernel.close())
  process.on('SIGHUP', () => void kernel.close())
  // Nothing that a cell or a client does may end this process; what slips through is told and survived.
  process.on('uncaughtException', (error) => log(error.stack ?? error.message))
  process.on('unhandledRejection', (reason) => log(`unhandled rejection: ${String(reason)}`))
  watchParent(jupyterParentPid(process.env.JPY_PARENT_PID), () => void kernel.close())
  await kernel.start()
  await kernel.closed
}

function backgroundPatience(setting: string | undefined): BackgroundPatience {
  try {
    return readBackgroundPatience(setting)
  } catch (error) {
    log(`ANSATZ_AWAIT_BACKGROUND is ignored: ${(error as Error).message}`)
    return readBackgroundPatience(undefined)
  }
}

/** Jupyter names connection files after their kernels: `kernel-<id>.json`. */
function kernelIdOf(connectionFile: string): string {
  return basename(connectionFile, '.json').replace(/^kernel-/, '')
}

function log(line: string): void {
  process.stderr.write(`[ansatz] ${line}\n`)
}
