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
 * | `writingSlot` | 1 while the main thread writes an event, which must not be cut in two |
 */
export const interruptSlot = 0
export const sequenceSlot = 1
export const synchronousSlot = 2
export const answerSlot = 3
export const terminatingSlot = 4
export const terminatedSlot = 5
export const writingSlot = 6

export function createSharedState(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(7 * Int32Array.BYTES_PER_ELEMENT))
}
