import { writeSync } from 'node:fs'

import { leaveAsOrphan } from '../interrupts/end-process-group.ts'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import { eventFd } from '../ipc/executor-pipes.ts'
import { encodeFrame } from '../ipc/frames.ts'

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/**
 * What could not be written yet. Not a variable of the function: when the code of a cell is cut off in the middle of a
 * frame, the next write ends that frame first.
 */
let rest: Uint8Array = new Uint8Array(0)

/** Returns when all bytes are in the pipe. */
export function writeFrames(bytes: Uint8Array): void {
  writeRest()
  rest = bytes
  writeRest()
}

/** Writes the event if the pipe has room for its beginning; else does nothing and returns false. */
export function tryWriteEvent(event: ExecutorEvent): boolean {
  const frame = encodeFrame(event)
  try {
    rest = frame.subarray(writeSync(eventFd, frame))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false
    // The reader is gone; the main thread notices it in its own way.
    return true
  }
  writeRest()
  return true
}

function writeRest(): void {
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(eventFd, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // The pipe is full: wait for the reader, as a blocking write would.
      if (code === 'EAGAIN') Atomics.wait(sleeper, 0, 0, 1)
      else if (code === 'EPIPE' || code === 'ECONNRESET' || code === 'EBADF') leaveAsOrphan()
      else throw error
    }
  }
}
