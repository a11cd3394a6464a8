import { Socket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'

import type { ExecutorCommand } from '../ipc/executor-messages.ts'
import { FrameDecoder } from '../ipc/frames.ts'
import { answerSlot, interruptSlot, sequenceSlot, synchronousSlot } from './shared-state.ts'

/** What the main thread hands to this thread. */
export interface HelperData {
  readonly state: Int32Array
  readonly answers: MessagePort
}

/** What this thread passes on: commands as they come, and interrupts with their number. */
export type HelperMessage =
  | Exclude<ExecutorCommand, { type: 'interrupt' } | { type: 'inputReply' }>
  | { readonly type: 'interrupt'; readonly sequence: number }

const commandFd = 3
/** Loops of cells see the flag within microseconds; what has not reacted by then runs in a library. */
const signalAfterMs = 150
/** A shutdown that user code holds up ends the process after this long. */
const shutdownPatienceMs = 900

const { state, answers } = workerData as HelperData
const decoder = new FrameDecoder<ExecutorCommand>()
const channel = new Socket({ fd: commandFd, readable: true, writable: false })

channel.on('data', (chunk) => {
  for (const command of decoder.push(chunk)) take(command)
})
channel.on('error', leave)
// The protocol process is gone, so nobody will ever ask for anything again.
channel.on('end', leave)

function take(command: ExecutorCommand): void {
  if (command.type === 'interrupt') interrupt()
  else if (command.type === 'inputReply') answer(command.value)
  else if (command.type === 'shutdown') leave()
  else send(command)
}

function interrupt(): void {
  const sequence = Atomics.add(state, sequenceSlot, 1) + 1
  Atomics.store(state, interruptSlot, 1)
  // Wakes a main thread that waits for an answer.
  Atomics.notify(state, answerSlot)
  send({ type: 'interrupt', sequence })
  // Only where the main thread runs the synchronous part of a cell does a signal end just that.
  setTimeout(() => {
    // A later interrupt has its own turn.
    if (Atomics.load(state, sequenceSlot) !== sequence) return
    const isStuck = Atomics.load(state, interruptSlot) === 1 && Atomics.load(state, synchronousSlot) === 1
    if (isStuck && process.platform !== 'win32') process.kill(process.pid, 'SIGINT')
  }, signalAfterMs)
}

function answer(value: string): void {
  answers.postMessage(value)
  Atomics.store(state, answerSlot, 1)
  Atomics.notify(state, answerSlot)
}

function leave(): void {
  Atomics.store(state, interruptSlot, 1)
  Atomics.notify(state, answerSlot)
  send({ type: 'shutdown' })
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), shutdownPatienceMs)
}

function send(message: HelperMessage): void {
  const bytes = message.type === 'comm' ? message.buffers.map(({ buffer }) => buffer as ArrayBuffer) : []
  parentPort?.postMessage(message, bytes)
}
