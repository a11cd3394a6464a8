import type { Interrupts } from './interrupts.ts'
import { interruptSlot } from './shared-state.ts'

/** How long a loop may run without a look at the interrupt flag. */
const patienceMs = 1
/** Beyond this, the look costs nothing any more. */
const mostRounds = 4096

/**
 * Tells loops when to look at the interrupt flag again: as often as their rounds need for about a millisecond. A loop
 * whose rounds become slow is asked more often, one whose rounds are fast seldom.
 */
export function paceRounds(interrupts: Interrupts, now: () => number = Date.now): (rounds: number) => number {
  const { state } = interrupts
  let last = 0
  return (rounds) => {
    if (state[interruptSlot] !== 0) interrupts.stop()
    const before = last
    last = now()
    const elapsed = last - before
    if (elapsed > patienceMs) return Math.max(1, Math.floor((rounds * patienceMs) / elapsed))
    return Math.min(mostRounds, rounds * 2)
  }
}
