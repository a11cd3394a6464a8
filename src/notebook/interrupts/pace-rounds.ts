import type { Interrupts } from './interrupts.ts'
import { interruptSlot, lookedSlot } from './shared-state.ts'

/** How long a loop may run without a look at the interrupt flag. */
const patienceMs = 1
/** Bounds the wait where fast rounds suddenly become slow: an interrupt comes after this many of them at the latest. */
const mostRounds = 32

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
    // The array keeps the lowest 32 bits.
    state[lookedSlot] = last
    const elapsed = last - before
    if (elapsed > patienceMs) return Math.max(1, Math.floor((rounds * patienceMs) / elapsed))
    return Math.min(mostRounds, rounds * 2)
  }
}
