import { Session } from 'node:inspector'

import type { InspectorRelay } from './inspector-relay.ts'
import { terminatedSlot, terminatingSlot, writingSlot } from './shared-state.ts'

/** A full pipe holds an event back for as long as its reader is busy; after this long the cut may hit the event. */
const writePatienceMs = 1000

export interface Termination {
  readonly state: Int32Array
  /** The number of the interrupt. */
  readonly sequence: number
  /** What the main thread evaluates right before, wherever it is. */
  readonly preparation: string
  /** The connection of a debugger, by which alone a thread can be ended that stands at a breakpoint. */
  readonly paused: InspectorRelay | null
}

/**
 * Ends what the main thread executes: its stack is taken down to the event loop without running `catch` and `finally`,
 * and the microtasks that wait are dropped. Resolves when that has happened; native code delays it. Called on a helper
 * thread. Connected to the inspector only meanwhile, because a process that ends with a connection open says so.
 */
export async function terminateMainThread({ state, sequence, preparation, paused }: Termination): Promise<void> {
  Atomics.store(state, terminatedSlot, sequence)
  Atomics.store(state, terminatingSlot, 1)
  const deadline = performance.now() + writePatienceMs
  while (Atomics.load(state, writingSlot) === 1 && performance.now() < deadline) Atomics.wait(state, writingSlot, 1, 1)
  if (paused?.isPaused === true) await paused.terminate(preparation)
  else await terminateRunning(preparation)
  Atomics.store(state, terminatingSlot, 0)
  Atomics.notify(state, terminatingSlot)
}

function terminateRunning(preparation: string): Promise<void> {
  const session = new Session()
  session.connectToMainThread()
  // Both arrive together, also in the middle of a loop.
  session.post('Runtime.evaluate', { expression: preparation })
  return new Promise((resolve) => {
    session.post('Runtime.terminateExecution', () => {
      session.disconnect()
      resolve()
    })
  })
}
