import type { Worker } from 'node:worker_threads'

import { currentRun } from './cell-run.ts'

/** What a cell's own `finally` block or signal handler gets to end its workers in good order. */
const graceMs = 500

/** Worker threads that a cell started end after it has been interrupted, whatever loop they are in. */
export function endWorkersWithTheirCell(): void {
  process.on('worker', (worker: Worker) => {
    // Threads of Node.js itself, such as that of module hooks, serve later cells as well.
    if (worker.constructor.name === 'InternalWorker') return
    const end = () => void setTimeout(() => void worker.terminate(), graceMs).unref()
    const signal = currentRun.getStore()?.signal
    signal?.addEventListener('abort', end, { once: true })
    worker.once('exit', () => signal?.removeEventListener('abort', end))
  })
}
