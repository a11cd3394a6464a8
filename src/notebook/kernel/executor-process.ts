import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ExecutorCommand, ExecutorEvent } from '../ipc/executor-messages.ts'
import { FrameDecoder, encodeFrame } from '../ipc/frames.ts'
import type { StreamName } from './stream-batcher.ts'

export interface ExecutorListeners {
  event(event: ExecutorEvent): void
  raw(name: StreamName, text: string): void
}

/** How an executor ended. */
export interface ExecutorExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What it wrote last on its standard error: the only place where V8 says that memory ran out. */
  readonly lastWords: string
}

const commandFd = 3
const eventFd = 4
const lastWordsLength = 4096
/** How long a process that has ended may take to hand over what it had written. */
const farewellMs = 200
/** Programs that the cell started may write for ever; a cell's end does not wait longer for them. */
const settleMs = 50

/** One child process that runs user code. */
export class ExecutorProcess {
  /** Resolves after everything that the process sent has been reported. */
  readonly exited: Promise<ExecutorExit>
  private readonly child: ChildProcess
  private readonly events: Readable
  private rawChunks = 0
  private lastWords = ''

  /** @param child a process of an `ExecutorProgram`; what it has sent so far waits in its pipes */
  constructor(child: ChildProcess, listeners: ExecutorListeners) {
    this.child = child
    this.events = this.child.stdio[eventFd] as Readable
    this.readEvents(this.events, listeners)
    this.readRaw('stdout', listeners)
    this.readRaw('stderr', listeners)
    // Writing to a process that has just died fails; `exited` tells, so the pipe need not.
    this.child.stdio[commandFd]?.on('error', () => {})
    this.exited = this.watchExit(this.events)
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  send(command: ExecutorCommand): void {
    const commands = this.child.stdio[commandFd] as Writable
    if (commands.writable) commands.write(encodeFrame(command))
  }

  /** Leaves events in the pipe, which makes the process wait when that is full; or reads on. */
  hold(isHeld: boolean): void {
    if (isHeld) this.events.pause()
    else this.events.resume()
  }

  /** Ends the process and everything it started that did not make itself independent. */
  kill(): void {
    const { pid } = this.child
    if (pid === undefined) return
    try {
      if (process.platform === 'win32') this.child.kill('SIGKILL')
      else process.kill(-pid, 'SIGKILL')
    } catch {
      // Already gone.
    }
  }

  /**
   * Resolves when what native code and finished child processes have written so far has been reported. Data in a pipe
   * is seen by the next poll of the event loop, so two turns without any mean that there is none.
   */
  async rawSettled(): Promise<void> {
    const deadline = performance.now() + settleMs
    for (let seen = -1; seen !== this.rawChunks && performance.now() < deadline;) {
      seen = this.rawChunks
      await nextTurn()
      await nextTurn()
    }
  }

  private readEvents(events: Readable, listeners: ExecutorListeners): void {
    const decoder = new FrameDecoder<ExecutorEvent>()
    events.on('error', () => {})
    events.on('data', (chunk: Buffer) => {
      try {
        for (const event of decoder.push(chunk)) listeners.event(event)
      } catch {
        // User code wrote into the channel. Nothing after this can be understood, so start afresh.
        events.removeAllListeners('data').resume()
        this.kill()
      }
    })
  }

  private readRaw(name: StreamName, listeners: ExecutorListeners): void {
    const decoder = new StringDecoder('utf8')
    const stream = this.child[name]
    stream?.on('error', () => {})
    stream?.on('data', (chunk: Buffer) => {
      this.rawChunks++
      const text = decoder.write(chunk)
      if (name === 'stderr') this.lastWords = (this.lastWords + text).slice(-lastWordsLength)
      listeners.raw(name, text)
    })
  }

  private watchExit(events: Readable): Promise<ExecutorExit> {
    return new Promise((resolve) => {
      const finish = async (code: number | null, signal: NodeJS.Signals | null): Promise<void> => {
        // What it started must not outlive it, nor hold its pipes open.
        this.kill()
        this.hold(false)
        if (!events.closed) await Promise.race([closed(events), delay(farewellMs)])
        await this.rawSettled()
        resolve({ code, signal, lastWords: this.lastWords })
      }
      const { exitCode, signalCode, pid } = this.child
      // It may have ended, or not have begun, before it came to us.
      if (exitCode !== null || signalCode !== null || pid === undefined) void finish(exitCode, signalCode)
      else this.child.once('exit', (code, signal) => void finish(code, signal))
      this.child.once('error', (error) => {
        this.lastWords = error.message
      })
    })
  }
}

function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('close', resolve)
  })
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
