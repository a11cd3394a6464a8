import { readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** For all pipes: what is read is decoded before the next read. Memory of its own for each read would keep V8 collecting. */
const chunk = Buffer.allocUnsafeSlow(64 * 1024)
/** Programs that the cell started may write for ever; a cell's end does not wait longer for them. */
const settleMs = 50

/** What native code and child processes write to one standard stream of the executor. */
export class RawPipe {
  private readonly stream: Readable
  private readonly decoder = new StringDecoder('utf8')
  private readonly heard: (text: string) => void
  private chunks = 0

  constructor(stream: Readable, heard: (text: string) => void) {
    this.stream = stream
    this.heard = heard
    stream.on('error', () => {})
    stream.on('data', (bytes: Buffer) => this.take(bytes))
  }

  /**
   * Hears what has been written so far. Null where that could be done at once: by reading the pipe until it is empty,
   * which takes a tenth of the time of two turns of the event loop.
   */
  settled(): Promise<void> | null {
    const fd = descriptorOf(this.stream)
    if (fd === null) return this.turns()
    const deadline = performance.now() + settleMs
    do {
      const bytes = readNow(fd)
      if (bytes === null) break
      this.take(bytes)
    } while (performance.now() < deadline)
    return null
  }

  private take(bytes: Buffer): void {
    this.chunks++
    this.heard(this.decoder.write(bytes))
  }

  /** Data in a pipe is seen by the next poll of the event loop, so two turns without any mean that there is none. */
  private async turns(): Promise<void> {
    const deadline = performance.now() + settleMs
    for (let seen = -1; seen !== this.chunks && performance.now() < deadline;) {
      seen = this.chunks
      await nextTurn()
      await nextTurn()
    }
  }
}

/** Not part of what Node.js documents; where it should be missing, as it is on Windows, the event loop reads. */
function descriptorOf(stream: Readable): number | null {
  const { fd } = Object((stream as { readonly _handle?: unknown })._handle) as { readonly fd?: unknown }
  return typeof fd === 'number' && fd >= 0 ? fd : null
}

/** What lies in a pipe, or null: for nothing, and for a pipe that has ended, which the event loop notices itself. */
function readNow(fd: number): Buffer | null {
  // An empty pipe is an error, and the usual case: nobody will see its stack trace, which takes longer than the read.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    const length = readSync(fd, chunk)
    return length === 0 ? null : chunk.subarray(0, length)
  } catch {
    return null
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
