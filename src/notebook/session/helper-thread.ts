import { Socket } from 'node:net'
import { workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

import { tryWriteEvent } from '../events/event-pipe.ts'
import { GatheredText } from '../events/gathered-text.ts'
import { endProcessGroup } from '../interrupts/end-process-group.ts'
import type { InspectorRelay } from '../interrupts/inspector-relay.ts'
import {
  answerSlot,
  interruptSlot,
  lookedSlot,
  sequenceSlot,
  synchronousSlot,
  toldSlot,
  writingSlot,
} from '../interrupts/shared-state.ts'
import { terminateMainThread } from '../interrupts/termination.ts'
import type { ExecutorCommand } from '../ipc/executor-messages.ts'
import { urgentFd } from '../ipc/executor-pipes.ts'
import { encodeFrame, FrameDecoder } from '../ipc/frames.ts'
import type { InspectCommand } from '../ipc/inspector-messages.ts'

/** What the main thread hands to this thread. */
export interface HelperData {
  readonly state: Int32Array
  /** That of `GatheredText`. */
  readonly textMemory: SharedArrayBuffer
  readonly answers: MessagePort
  /** Takes `HelperMessage`s; any message from there tells that text waits to be sent. Not the port of the thread itself, which drops what nobody listens to yet. */
  readonly commands: MessagePort
  /** Whether this runtime survives the end of its main thread's execution by force. */
  readonly canTerminate: boolean
  /** That of `Termination`. */
  readonly preparation: string
}

/** What this thread passes on: commands as they come, interrupts with their number, and what it did about them. */
export type HelperMessage =
  | Exclude<ExecutorCommand, { type: 'interrupt' | 'inputReply' | 'inspect' | 'inspectEnd' | 'shutdown' }>
  | { readonly type: 'interrupt'; readonly sequence: number; readonly cells: readonly string[] }
  /** What ran on the main thread was ended for this interrupt. */
  | { readonly type: 'terminated'; readonly sequence: number }
  /** `orphaned`: the protocol process has ended. */
  | { readonly type: 'shutdown'; readonly orphaned: boolean }

/** Loops of cells see the flag within a millisecond, or after their round; what has not reacted by then runs in a library. */
const signalAfterMs = 25
/** The last resort without a new process: it skips `finally` blocks. */
const terminateAfterMs = 50
/** Both end a round in its middle, so a loop whose rounds take up to this long is left to see the flag by itself. */
const slowRoundMs = 90
/** A shutdown that user code holds up ends the process after this long. */
const shutdownPatienceMs = 900
/** How often the text that the main thread has gathered is looked at: what it leaves alone is sent after 2 to 4 ms. */
const textLookMs = 2

const { state, textMemory, answers, commands, canTerminate, preparation } = workerData as HelperData
const gathered = new GatheredText(textMemory, state)
const decoder = new FrameDecoder<ExecutorCommand>()
const channel = new Socket({ fd: urgentFd, readable: true, writable: true })

channel.on('data', (chunk) => {
  for (const command of decoder.push(chunk)) take(command)
})
// The protocol process is gone, so nobody will ever ask for anything again.
channel.on('error', () => leave(true))
channel.on('end', () => leave(true))
let textTimer: NodeJS.Timeout | null = null
/** How much text there was at the last look. */
let seenLength = 0
commands.on('message', () => {
  textTimer ??= setTimeout(sendOldText, textLookMs)
})
/** While somebody debugs. */
let inspector: InspectorRelay | null = null
let loading: Promise<typeof import('../interrupts/inspector-relay.ts')> | null = null
/** Commands that came while the main thread was being stopped, which might have hit them. Null at all other times. */
let held: HelperMessage[] | null = null

function take(command: ExecutorCommand): void {
  if (command.type === 'interrupt') interrupt(command.cells ?? [])
  else if (command.type === 'inputReply') answer(command.value)
  else if (command.type === 'inspect') void inspect(command)
  else if (command.type === 'inspectEnd') inspector?.close()
  else if (command.type === 'shutdown') leave(false)
  else if (held === null) send(command)
  else held.push(command)
}

/** Loaded at the first question of a debugger: most notebooks never see one. */
async function inspect(command: InspectCommand): Promise<void> {
  const { InspectorRelay } = await (loading ??= import('../interrupts/inspector-relay.ts'))
  inspector ??= new InspectorRelay({
    send: (message) => channel.write(encodeFrame(message)),
    closed: () => (inspector = null),
  })
  inspector.take(command)
}

/** Sends text to which nothing was added since the last look: a main thread that writes on sends it itself. */
function sendOldText(): void {
  textTimer = null
  const { length } = gathered
  if (length === 0) {
    // Before the second look: what comes behind that is told of again.
    Atomics.store(state, toldSlot, 0)
    if (gathered.isEmpty) return
  }
  const isSent = length === seenLength && trySendText()
  seenLength = isSent ? 0 : length
  textTimer = setTimeout(sendOldText, textLookMs)
}

/** The main thread may be in native code that never returns, and may even be about to crash there. */
function trySendText(): boolean {
  if (Atomics.compareExchange(state, writingSlot, 0, 2) !== 0) return false
  const event = gathered.read()
  const isSent = event === null || tryWriteEvent(event)
  if (isSent) gathered.clear()
  Atomics.store(state, writingSlot, 0)
  Atomics.notify(state, writingSlot)
  return isSent
}

function interrupt(cells: readonly string[]): void {
  const sequence = Atomics.add(state, sequenceSlot, 1) + 1
  Atomics.store(state, interruptSlot, 1)
  // Wakes a main thread that waits for an answer.
  Atomics.notify(state, answerSlot)
  send({ type: 'interrupt', sequence, cells })
  // What stands at a breakpoint looks at no flag and hears no signal.
  if (inspector?.isPaused === true) terminate(sequence)
  const patience = mayLookAgain() ? slowRoundMs : 0
  setTimeout(() => signal(sequence), patience + signalAfterMs)
  setTimeout(() => terminate(sequence), patience + terminateAfterMs)
}

/** Whether code of a cell began, or looked at the flag, so recently that a loop of it may be in one of its rounds. */
function mayLookAgain(): boolean {
  const sinceLook = ((Date.now() | 0) - Atomics.load(state, lookedSlot)) | 0
  return sinceLook >= 0 && sinceLook <= slowRoundMs
}

/** Only where the main thread runs the synchronous part of a cell does a signal end just that. */
function signal(sequence: number): void {
  const canSignal = Atomics.load(state, synchronousSlot) === 1 && process.platform !== 'win32'
  if (canSignal && isStuck(sequence)) process.kill(process.pid, 'SIGINT')
}

function terminate(sequence: number): void {
  if (!canTerminate || held !== null || !isStuck(sequence)) return
  held = []
  void terminateMainThread({ state, sequence, preparation, paused: inspector }).then(() => {
    const commands = held ?? []
    held = null
    send({ type: 'terminated', sequence })
    for (const command of commands) send(command)
  })
}

/** Whether an interrupt has had no effect yet. A later one has its own turn. */
function isStuck(sequence: number): boolean {
  return Atomics.load(state, interruptSlot) === 1 && Atomics.load(state, sequenceSlot) === sequence
}

function answer(value: string): void {
  answers.postMessage(value)
  Atomics.store(state, answerSlot, 1)
  Atomics.notify(state, answerSlot)
}

function leave(orphaned: boolean): void {
  Atomics.store(state, interruptSlot, 1)
  Atomics.notify(state, answerSlot)
  inspector?.close()
  send({ type: 'shutdown', orphaned })
  setTimeout(() => {
    if (orphaned) endProcessGroup()
    process.kill(process.pid, 'SIGKILL')
  }, shutdownPatienceMs)
}

function send(message: HelperMessage): void {
  const bytes = message.type === 'comm' ? message.buffers.map(({ buffer }) => buffer as ArrayBuffer) : []
  commands.postMessage(message, bytes)
}
