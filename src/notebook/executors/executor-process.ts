import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import type { ExecutorCommand, ExecutorEvent } from '../ipc/executor-messages.ts'
import { eventFd } from '../ipc/executor-pipes.ts'
import { FrameDecoder } from '../ipc/frames.ts'
import type { InspectorMessage } from '../ipc/inspector-messages.ts'
import type { StreamName } from '../output/stream-batcher.ts'
import { CommandPipes } from './command-pipes.ts'
import { RawPipe } from './raw-pipe.ts'

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

const lastWordsLength = 4096
/** What Node.js says when it ends while a debugger is attached. */
const farewell = 'Waiting for the debugger to disconnect...\n'
/** How long a process that has ended may take to hand over what it had written. */
const farewellMs = 200

/** One child process that runs user code. */
export class ExecutorProcess {
  /** Resolves after everything that the process sent has been reported. */
  readonly exited: Promise<ExecutorExit>
  private readonly child: ChildProcess
  private readonly events: Readable
  private readonly commands: CommandPipes
  private readonly raw: readonly RawPipe[]
  private lastWords = ''
  private isInspected = false

  /** @param child a process of an `ExecutorProgram`; what it has sent so far waits in its pipes */
  constructor(child: ChildProcess, listeners: ExecutorListeners) {
    this.child = child
    this.events = this.child.stdio[eventFd] as Readable
    this.readEvents(this.events, listeners)
    this.raw = [this.readRaw('stdout', listeners), this.readRaw('stderr', listeners)]
    this.commands = new CommandPipes(child)
    this.exited = this.watchExit(this.events)
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  send(command: ExecutorCommand): void {
    this.commands.send(command)
  }

  /** Hears what the inspector of the process says. */
  inspect(hear: (message: InspectorMessage) => void): void {
    this.isInspected = true
    this.commands.listen(hear)
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
   * Hears what native code and finished child processes have written so far. Null where nothing has to be waited for.
   */
  rawSettled(): Promise<unknown> | null {
    const waits = this.raw.map((pipe) => pipe.settled()).filter((wait) => wait !== null)
    return waits.length === 0 ? null : Promise.all(waits)
  }

  private readEvents(events: Readable, listeners: ExecutorListeners): void {
    const decoder = new FrameDecoder<ExecutorEvent>()
    events.on('error', () => {})
    events.on('data', (chunk: Buffer) => {
      try {
        for (const event of decoder.push(chunk)) {
          if (event.type === 'done') this.commands.ended(event.id)
          listeners.event(event)
        }
      } catch {
        // User code wrote into the channel. Nothing after this can be understood, so start afresh.
        events.removeAllListeners('data').resume()
        this.kill()
      }
    })
  }

  private readRaw(name: StreamName, listeners: ExecutorListeners): RawPipe {
    return new RawPipe(this.child[name]!, (written) => {
      const text = this.isInspected ? written.replace(farewell, '') : written
      if (text === '') return
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
        if (!events.closed) await Promise.race([closed(events), patience(farewellMs)])
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

/** A timer that was late, because the machine stood still, fires before what came meanwhile has been read: one turn more. */
async function patience(ms: number): Promise<void> {
  await delay(ms)
  await nextTurn()
}
