import type { ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import { libraryVersion } from '../../base/library-version.ts'
import { builtExecutor, executorProgram } from '../executors/executor-program.ts'
import { maySpare } from '../executors/may-spare.ts'
import { HistoryFile, historyPath } from '../history/history-file.ts'
import { readBackgroundPatience, type BackgroundPatience } from './background-patience.ts'
import { bindConnection, type BoundConnection } from './bind-connection.ts'
import { Kernel } from './kernel.ts'
import { jupyterParentPid, watchParent } from './parent-watch.ts'

export interface KernelScripts {
  /** The executor's entry; replaced in tests of the protocol alone. */
  readonly executor: string
  readonly language: URL
  /** A process of the executor that has been started already. */
  readonly started?: ChildProcess
  /** The connection, where its sockets have been bound already. */
  readonly bound?: BoundConnection
}

const builtScripts: KernelScripts = {
  executor: builtExecutor,
  language: new URL('../language/main.js', import.meta.url),
}

/** Runs a kernel on the connection file until it is told to shut down. Throws as `bindConnection`. */
export async function runKernel(connectionFile: string, replaced: Partial<KernelScripts> = {}): Promise<void> {
  const scripts = { ...builtScripts, ...replaced }
  const { connection, sockets } = replaced.bound ?? (await bindConnection(connectionFile))
  const historyFile = historyPath(process.env, process.platform)
  const kernel = new Kernel({
    connection,
    bound: sockets,
    kernelId: kernelIdOf(connectionFile),
    executor: executorProgram(scripts.executor),
    started: scripts.started,
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
