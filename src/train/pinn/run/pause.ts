import { setImmediate } from 'node:timers/promises'
import type { TrainPlan } from '../train-options.ts'

/** The turns of the event loop during a training. */
export interface Pause {
  isDue(): boolean
  take(): Promise<void>
}

// Long enough to cost nothing, short enough for a screen that updates and a stop button that answers.
const pauseInterval = 20

/** Gives the event loop a turn now and then, and notices there that the training was aborted. */
export function createPause({ clock, signal }: TrainPlan<string>): Pause {
  let last = clock.now()
  return {
    isDue: () => clock.now() - last >= pauseInterval,
    async take() {
      await setImmediate()
      signal?.throwIfAborted()
      last = clock.now()
    },
  }
}
