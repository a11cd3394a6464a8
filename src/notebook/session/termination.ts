import { AsyncLocalStorage } from 'node:async_hooks'
import { Session } from 'node:inspector'

import { terminatedSlot, terminatingSlot, writingSlot } from './shared-state.ts'

/** A full pipe holds an event back for as long as its reader is busy; after this long the cut may hit the event. */
const writePatienceMs = 1000

/**
 * Whether what the main thread executes can be ended from another thread. Where AsyncLocalStorage works with async hooks
 * (Node.js 20, and 22 without the option), the torn stack of hooks aborts the process, even with
 * `--no-force-async-hooks-checks`.
 */
export function canTerminate(): boolean {
  const usesHooks = '_enable' in AsyncLocalStorage.prototype
  return !usesHooks && process.execArgv.includes('--no-force-async-hooks-checks')
}

/**
 * Ends what the main thread executes: its stack is taken down to the event loop without running `catch` and `finally`,
 * and the microtasks that wait are dropped. Resolves when that has happened; native code delays it. Called on a helper
 * thread. Connected to the inspector only meanwhile, because a process that ends with a connection open says so.
 */
export function terminateMainThread(state: Int32Array, sequence: number): Promise<void> {
  Atomics.store(state, terminatedSlot, sequence)
  Atomics.store(state, terminatingSlot, 1)
  const deadline = performance.now() + writePatienceMs
  while (Atomics.load(state, writingSlot) === 1 && performance.now() < deadline) Atomics.wait(state, writingSlot, 1, 1)
  const session = new Session()
  session.connectToMainThread()
  return new Promise((resolve) => {
    session.post('Runtime.terminateExecution', () => {
      Atomics.store(state, terminatingSlot, 0)
      Atomics.notify(state, terminatingSlot)
      session.disconnect()
      resolve()
    })
  })
}
