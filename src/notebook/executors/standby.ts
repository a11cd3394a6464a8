import type { ChildProcess } from 'node:child_process'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import type { StreamName } from '../output/stream-batcher.ts'
import { ExecutorProcess, type ExecutorExit } from './executor-process.ts'
import { startExecutor, type ExecutorProgram } from './executor-program.ts'

/** An executor process, and whether it can run cells. */
export interface Executor {
  readonly process: ExecutorProcess
  readonly ready: boolean
}

export interface StandbyListeners {
  event(executor: Executor, event: ExecutorEvent): void
  raw(executor: Executor, name: StreamName, text: string): void
  exited(executor: Executor, exit: ExecutorExit): void
}

/** When a spare is started: it takes a core for 0.2 s, which the cells that follow each other would miss. */
export interface SpareOptions {
  /** How long no cell must have begun or ended. */
  readonly quietMs: number
  /** Asked each time. */
  readonly isAllowed: () => boolean
}

/** Starts executors, and keeps one ready beside the one that works. */
export class Standby {
  private readonly program: ExecutorProgram
  private readonly listeners: StandbyListeners
  private readonly options: SpareOptions
  private spare: Executor | null = null
  private timer: NodeJS.Timeout | undefined
  private closed = false

  constructor(program: ExecutorProgram, listeners: StandbyListeners, options: SpareOptions) {
    this.program = program
    this.listeners = listeners
    this.options = options
  }

  /** Of the spare, once it is ready. */
  get pid(): number | undefined {
    return this.spare?.ready === true ? this.spare.process.pid : undefined
  }

  /** The one that stands by if it is ready, else `started`, else a new one. */
  take(started?: ChildProcess): Executor {
    const { spare } = this
    if (spare?.ready !== true) return this.launch(started)
    this.spare = null
    return spare
  }

  /** To be called whenever something happens: a spare is started some time after the last call. */
  postpone(): void {
    clearTimeout(this.timer)
    if (this.spare !== null || this.closed) return
    this.timer = setTimeout(() => {
      if (this.options.isAllowed()) this.spare = this.launch()
    }, this.options.quietMs)
    this.timer.unref()
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
    this.spare?.process.kill()
  }

  private launch(started: ChildProcess = startExecutor(this.program)): Executor {
    const executor = {
      ready: false,
      process: new ExecutorProcess(started, {
        event: (event) => {
          if (event.type === 'ready') executor.ready = true
          if (executor !== this.spare) this.listeners.event(executor, event)
        },
        raw: (name, text) => {
          if (executor !== this.spare) this.listeners.raw(executor, name, text)
        },
      }),
    }
    void executor.process.exited.then((exit) => {
      // One that ends while it stands by is missed by nobody; the next quiet moment has another.
      if (executor === this.spare) this.spare = null
      else this.listeners.exited(executor, exit)
    })
    return executor
  }
}
