import { MessageChannel, Worker } from 'node:worker_threads'

import { createTextMemory, GatheredText } from '../events/gathered-text.ts'
import { ForcedEnd } from '../interrupts/forced-end.ts'
import { createSharedState } from '../interrupts/shared-state.ts'
import type { HelperData } from './helper-thread.ts'

// A module of few imports, because the thread takes as long to start as all the others take to load.

/** Of this thread. */
export const forcedEnd = new ForcedEnd()

/** The memory that both threads see. */
export const state = createSharedState()

const textMemory = createTextMemory()

/** Text on its way out, which the helper thread sends when this one is held up. */
export const gathered = new GatheredText(textMemory, state)

const { port1: commandPort, port2: commandEnd } = new MessageChannel()
const { port1: answerPort, port2: answerEnd } = new MessageChannel()
answerPort.unref()

/** Gives what the helper thread passes on (`HelperMessage`). What comes before somebody listens, waits. */
export const commands = commandPort

/** Where the helper thread puts answers of the reader. */
export const answers = answerPort

const helperData: HelperData = {
  state,
  textMemory,
  answers: answerEnd,
  commands: commandEnd,
  canTerminate: forcedEnd.isSurvived,
  preparation: forcedEnd.preparation,
}

/** The thread beside this one, through which interrupts and answers arrive while a cell keeps this one busy. */
export const helper = new Worker(new URL('helper-thread.js', import.meta.url), {
  workerData: helperData,
  transferList: [answerEnd, commandEnd],
  execArgv: [],
})
