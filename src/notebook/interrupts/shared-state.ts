/**
 * Memory that the main thread and the helper thread share: one Int32Array of this many slots.
 *
 * | slot | meaning |
 * |---|---|
 * | `interruptSlot` | 1 while an interrupt waits to be taken; loops of cells read it |
 * | `sequenceSlot` | how many interrupts there have been |
 * | `synchronousSlot` | 1 while the main thread is in the synchronous part of a cell, where a signal may stop it |
 * | `answerSlot` | 1 when the answer to a question lies on the answer port |
 * | `terminatingSlot` | 1 while the helper thread ends what the main thread executes; nothing must be half written then |
 * | `terminatedSlot` | the number of the newest interrupt for which it did so |
 * | `writingSlot` | who holds the event channel: 1 the main thread, which must not be cut off then; 2 the helper thread |
 * | `gatheredSlot` | how many bytes of text are gathered (`GatheredText`) |
 * | `ownerSlot` | how many bytes tell whose text that is |
 * | `lookedSlot` | when code of a cell last began, also after an await, or looked at the flag in a loop that calls something: `Date.now() | 0` |
 * | `toldSlot` | 1 after the main thread has told the helper thread of gathered text, until that looks after it |
 */
export const interruptSlot = 0
export const sequenceSlot = 1
export const synchronousSlot = 2
export const answerSlot = 3
export const terminatingSlot = 4
export const terminatedSlot = 5
export const writingSlot = 6
export const gatheredSlot = 7
export const ownerSlot = 8
export const toldSlot = 9
export const lookedSlot = 10

export function createSharedState(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(11 * Int32Array.BYTES_PER_ELEMENT))
}
