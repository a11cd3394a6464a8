import { MessageChannel, Worker } from 'node:worker_threads'

import type { HelperData } from './helper-thread.ts'
import { createSharedState } from './shared-state.ts'
import { canTerminate } from './termination.ts'

// A module of few imports, because the thread takes as long to start as all the others take to load.

/** The memory that both threads see. */
export const state = createSharedState()

const { port1, port2 } = new MessageChannel()
port1.unref()

/** Where the helper thread puts answers of the reader. */
export const answers = port1

const helperData: HelperData = { state, answers: port2, canTerminate: canTerminate() }

/** The thread beside this one, through which interrupts and answers arrive while a cell keeps this one busy. */
export const helper = new Worker(new URL('helper-thread.js', import.meta.url), {
  workerData: helperData,
  transferList: [port2],
  execArgv: [],
})
