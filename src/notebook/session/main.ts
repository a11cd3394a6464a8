import { Socket } from 'node:net'
import { types } from 'node:util'

import { provideDisplayHost } from '../../base/display.ts'
import { provideErrorReport } from '../comms/handler-errors.ts'
import { EventChannel } from '../events/event-channel.ts'
import { captureOutput, writeText } from '../events/output-capture.ts'
import { OutputOwner } from '../events/output-owner.ts'
import { currentRun } from '../interrupts/cell-run.ts'
import type { CellRun } from '../interrupts/cell-run.ts'
import { leaveAsOrphan } from '../interrupts/end-process-group.ts'
import { Interrupts, TornStack } from '../interrupts/interrupts.ts'
import { Interrupted } from '../interrupts/messages.ts'
import { endWorkersWithTheirCell } from '../interrupts/worker-threads.ts'
import type { ExecuteCommand, ExecutorCommand } from '../ipc/executor-messages.ts'
import { directFd } from '../ipc/executor-pipes.ts'
import { FrameDecoder } from '../ipc/frames.ts'
import { provideMetadataSymbol } from '../modules/lowering-helpers.ts'
import { BackgroundWork } from './background-work.ts'
import { BuiltIns } from './built-ins.ts'
import { reportError } from './error-report.ts'
import type { HelperMessage } from './helper-thread.ts'
import { answers, commands, forcedEnd, gathered, helper, state } from './helper.ts'
import { openComms } from './notebook-comms.ts'
import { NotebookDisplay } from './notebook-display.ts'
import { installGlobals } from './notebook-globals.ts'
import { notebookPlace } from './notebook-place.ts'
import { Session } from './session.ts'
import { installStackTraces } from './stack-traces.ts'
import { Stdin } from './stdin.ts'
import { connectTslab } from './tslab-bridge.ts'
import { tryKernel } from './try-kernel.ts'

/**
 * The executor: the process that runs the cells of one notebook. Its helper thread reads what is urgent, this thread the
 * rest (`executorStdio`); its working folder is that of the notebook.
 */
const channel = new EventChannel({ state, gathered, waits: () => commands.postMessage('text') })
const owner = new OutputOwner()
const interrupts = new Interrupts(state)
const place = notebookPlace(process.cwd(), process.env.JPY_SESSION_NAME)
const display = new NotebookDisplay(channel, owner)
const background = new BackgroundWork()
const builtIns = new BuiltIns(tryKernel)
const loaded = () => connectTslab(display)
const session = new Session({ place, channel, interrupts, owner, background, builtIns, loaded })
/** Of each shell: the cell that runs, and those that came meanwhile. */
const shells = new Map<string | undefined, ExecuteCommand[]>()

installStackTraces(session.sources, session.modules)
captureOutput(channel, owner)
installGlobals({ display, stdin: new Stdin({ state, answers, channel }), interrupts, owner })
provideMetadataSymbol()
provideDisplayHost(display)
const takeComm = openComms({ channel, owner })
provideErrorReport(reportInBackground)
session.debugged.install()
endWorkersWithTheirCell()
listenForErrors()

// Whoever looks at the global object wants to see what is theirs.
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (key.description?.startsWith('ansatz.')) Object.defineProperty(globalThis, key, { enumerable: false })
}

commands.on('message', (message: HelperMessage) => {
  builtIns.check()
  receive(message)
})
const decoder = new FrameDecoder<Extract<ExecutorCommand, { type: 'execute' | 'comm' | 'look' }>>()
new Socket({ fd: directFd, readable: true, writable: false })
  .on('data', (chunk: Buffer) => {
    builtIns.check()
    decoder.push(chunk).forEach(receive)
  })
  // The helper thread sees the same, and ends the process.
  .on('error', () => {})
helper.on('error', (error) => {
  throw error
})
channel.send({ type: 'ready', pid: process.pid })
// Nobody waits at this moment; the first cell finds the compiler and the renderer as warm as the second.
setImmediate(() => void session.warmUp())

function receive(message: HelperMessage): void {
  switch (message.type) {
    case 'execute':
      return take(message)
    case 'comm':
      void takeComm(message)
      return
    case 'look':
      return channel.send({ type: 'seen', id: message.id, value: session.look(message.path) })
    case 'interrupt':
      return interrupts.arrived(message.sequence, message.cells)
    case 'terminated':
      forcedEnd.repair()
      return interrupts.terminated(message.sequence)
    case 'shutdown':
      if (message.orphaned) leaveAsOrphan()
      process.exit(0)
  }
}

/** Cells of a shell run one after another, also if the protocol process should send one before the last has ended. */
function take(command: ExecuteCommand): void {
  const waiting = shells.get(command.shell)
  if (waiting !== undefined) {
    waiting.push(command)
    return
  }
  const queue = [command]
  shells.set(command.shell, queue)
  startNext(queue)
}

function startNext(waiting: ExecuteCommand[]): void {
  const run = session.enter(waiting[0])
  void run.ended.then(() => {
    const ended = waiting.shift()
    if (waiting.length > 0) startNext(waiting)
    else shells.delete(ended?.shell)
  })
  // From the event loop itself: an error thrown here reaches Node.js, which an error in a message handler does not.
  setImmediate(() => {
    void session.execute(waiting[0], run)
    interrupts.repair()
    listenForErrors()
  })
}

/** Also where a cell has removed all listeners of the process: without these the next error of its background would end it. */
function listenForErrors(): void {
  if (!process.listeners('uncaughtException').includes(reportInBackground)) {
    process.on('uncaughtException', reportInBackground)
  }
  if (!process.listeners('unhandledRejection').includes(reportRejection)) {
    process.on('unhandledRejection', reportRejection)
  }
}

function reportRejection(reason: unknown, promise: Promise<unknown>): void {
  if (!session.debugged.takeRejection(promise, reason)) reportInBackground(reason)
}

/** An error that no cell waits for: it is told where the code that threw it belongs, and the process lives on. */
function reportInBackground(error: unknown): void {
  // No proxy is one, and asked for its class it may throw.
  if (types.isNativeError(error) && (error instanceof Interrupted || error instanceof TornStack)) return
  const run: CellRun | null = owner.current()
  const text = `${reportError(error, session.sources).traceback.join('\n')}\n`
  if (run === null) writeText('stderr', text)
  else currentRun.run(run, () => writeText('stderr', text))
}
