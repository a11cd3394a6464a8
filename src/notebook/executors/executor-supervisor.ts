import type { ChildProcess } from 'node:child_process'
import type { ErrorReport, ExecuteCommand, ExecutorCommand, ExecutorEvent } from '../ipc/executor-messages.ts'
import type { InspectorMessage } from '../ipc/inspector-messages.ts'
import type { StreamName } from '../output/stream-batcher.ts'
import type { ExecutorExit } from './executor-process.ts'
import type { ExecutorProgram } from './executor-program.ts'
import { executorEnded, executorKilled, executorNotStarted } from './messages.ts'
import { Standby, type Executor, type SpareOptions } from './standby.ts'

type DoneEvent = Extract<ExecutorEvent, { type: 'done' }>

/** How a cell ended. */
export type CellOutcome = Pick<DoneEvent, 'error' | 'userExpressions' | 'payload'>

export interface SupervisorListeners {
  /** Everything but the end of a cell, in the order in which it happened. */
  event(event: Exclude<ExecutorEvent, DoneEvent>): void
  raw(name: StreamName, text: string): void
  /** The variables of the notebook are gone; a fresh executor takes over. */
  lost(): void
}

/** After this long an interrupt has had no effect: the cell is in native code, or something swallows it. */
const interruptPatienceMs = 5000
/** A second press of the stop button within this time is an accident and must not cost the variables. */
const doublePressMs = 1000
/** What an executor gets to close studies and files; the frontend gives the whole kernel 2.5 s. */
const shutdownPatienceMs = 1000

/** Keeps an executor running: starts it, stops its cells, replaces it when it dies, by one that stands by if it can. */
export class ExecutorSupervisor {
  private readonly program: ExecutorProgram
  private readonly listeners: SupervisorListeners
  private readonly standby: Standby
  private executor: Executor | null = null
  private closing = false
  /** What waits for the end of each cell that runs, by the id of its request: one per shell at most. */
  private readonly running = new Map<string, (outcome: CellOutcome) => void>()
  private interruptedAt: number | null = null
  private patience: NodeJS.Timeout | undefined
  private killedByInterrupt = false
  /** How many handlers run that belong to no cell; an interrupt is meant for them, too. */
  private handlers = 0

  constructor(program: ExecutorProgram, listeners: SupervisorListeners, spare: SpareOptions) {
    this.program = program
    this.listeners = listeners
    const toExecutor = {
      event: (executor: Executor, event: ExecutorEvent) => this.receive(event),
      raw: (executor: Executor, name: StreamName, text: string) => listeners.raw(name, text),
      exited: (executor: Executor, exit: ExecutorExit) => this.replace(executor, exit),
    }
    this.standby = new Standby(program, toExecutor, spare)
  }

  /** @param started a process of the program that has been started already */
  start(started?: ChildProcess): void {
    this.killedByInterrupt = false
    this.executor = this.standby.take(started)
  }

  get pid(): number | undefined {
    return this.executor?.process.pid
  }

  /** The process that would take over, where there is one. */
  get sparePid(): number | undefined {
    return this.standby.pid
  }

  /** Runs one cell. Resolves also when the executor dies in it: then with an error that says how. */
  run(command: ExecuteCommand): Promise<CellOutcome> {
    return new Promise((resolve) => {
      this.running.set(command.id, resolve)
      if (this.executor === null) this.start()
      this.send(command)
      this.standby.postpone()
    })
  }

  /** Makes the executor wait where it wants to show more, or lets it go on. */
  hold(isHeld: boolean): void {
    this.executor?.process.hold(isHeld)
  }

  /** Hears what native code wrote during the cell that has just ended. Null where nothing has to be waited for. */
  rawSettled(): Promise<unknown> | null {
    return this.executor?.process.rawSettled() ?? null
  }

  /** Stops the running cells and handlers of comms: by asking first, by ending the executor when that has no effect or at the second request. */
  interrupt(): void {
    if (this.running.size === 0 && this.handlers === 0) return
    const now = performance.now()
    if (this.interruptedAt === null) {
      this.interruptedAt = now
      this.patience = setTimeout(() => this.killForInterrupt(), interruptPatienceMs)
      this.send({ type: 'interrupt' })
      // In the middle of an event it could not react.
      this.hold(false)
    } else if (now - this.interruptedAt >= doublePressMs) {
      this.killForInterrupt()
    }
  }

  /** Lets a debugger hear the inspector of the process that runs now; false if there is none. */
  inspect(hear: (message: InspectorMessage) => void): boolean {
    if (this.executor === null) return false
    this.executor.process.inspect(hear)
    return true
  }

  send(command: ExecutorCommand): void {
    this.executor?.process.send(command)
  }

  /** Tells that a handler of a comm begins or has ended. */
  handling(change: 1 | -1): void {
    this.handlers += change
    if (this.handlers > 0 || this.running.size > 0) return
    clearTimeout(this.patience)
    this.interruptedAt = null
  }

  /** Lets the executor close what is open, then makes sure that it is gone. */
  async shutdown(): Promise<void> {
    this.closing = true
    this.standby.close()
    if (this.executor === null) return
    const executor = this.executor.process
    if (this.running.size > 0) executor.send({ type: 'interrupt' })
    executor.send({ type: 'shutdown' })
    const timer = setTimeout(() => executor.kill(), shutdownPatienceMs)
    await executor.exited
    clearTimeout(timer)
  }

  private receive(event: ExecutorEvent): void {
    if (event.type !== 'done') {
      this.listeners.event(event)
      return
    }
    this.finish(event.id, event)
    this.standby.postpone()
  }

  private finish(id: string, outcome: CellOutcome): void {
    const resolve = this.running.get(id)
    if (resolve === undefined) return
    this.running.delete(id)
    if (this.running.size === 0) {
      clearTimeout(this.patience)
      this.interruptedAt = null
    }
    resolve(outcome)
  }

  private finishAll(error: ErrorReport): void {
    for (const id of this.running.keys()) this.finish(id, { error, userExpressions: {}, payload: [] })
  }

  private killForInterrupt(): void {
    clearTimeout(this.patience)
    this.killedByInterrupt = true
    this.executor?.process.kill()
  }

  private replace({ ready }: Executor, exit: ExecutorExit): void {
    const error = this.reportOf(exit, ready)
    this.executor = null
    if (this.closing) {
      this.finishAll(error)
      return
    }
    this.listeners.lost()
    // One that dies while it starts would die again at once: the next cell tries again and tells why.
    if (ready) this.start()
    this.finishAll(error)
  }

  private reportOf(exit: ExecutorExit, ready: boolean): ErrorReport {
    if (this.killedByInterrupt) return executorKilled()
    return ready ? executorEnded(exit) : executorNotStarted(exit, this.program.script)
  }
}
