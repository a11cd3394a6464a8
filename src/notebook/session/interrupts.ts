import { executionAsyncId } from 'node:async_hooks'
import { Script } from 'node:vm'

import { currentRun } from './cell-run.ts'
import type { CellRun } from './cell-run.ts'
import { interrupted } from './messages.ts'
import { interruptSlot, sequenceSlot, synchronousSlot } from './shared-state.ts'

const launcher = 'ansatz.launch'
const launcherHost = globalThis as { [key: symbol]: unknown }

/** Thrown out of the event loop's callback so that Node.js clears the stack of async contexts, as after any error. */
export class TornStack extends Error {}

/**
 * Stops cells. Three ways, from gentle to firm:
 * 1. what the top level waits for is rejected, and `cellSignal` is aborted;
 * 2. loops written in cells see a flag and throw, so `finally` blocks run;
 * 3. library code in the synchronous part of a cell is ended by a signal (the helper thread sends it).
 *
 * Library code that never returns after an `await` needs the kernel's last way, a new process: ending it from a thread
 * with `Runtime.terminateExecution` aborts Node 20 as soon as AsyncLocalStorage is in use ("async hook stack has become
 * corrupted"), with and without `--no-force-async-hooks-checks`.
 */
export class Interrupts {
  readonly state: Int32Array
  /** The cells that run: at most one of each shell. */
  private readonly foreground = new Set<CellRun>()
  /** The number of the newest interrupt that had its effect. */
  private taken = 0
  private readonly script = new Script(`globalThis[Symbol.for('${launcher}')]()`)
  private torn = false

  constructor(state: Int32Array) {
    this.state = state
    // A signal that comes after the synchronous part has ended must not end the process.
    process.on('SIGINT', () => {})
  }

  /** Names the run that an interrupt is meant for. */
  enter(run: CellRun): void {
    this.foreground.add(run)
  }

  leave(run: CellRun): void {
    this.foreground.delete(run)
  }

  /** The helper thread's message: takes the interrupt unless a loop has taken it already. */
  arrived(sequence: number): void {
    if (sequence > this.taken) this.take()
  }

  /** For loops that see the flag. Throws Interrupted. */
  stop(): void {
    this.take()
    throw interrupted()
  }

  /** For loops that await: a function that throws once the run has been interrupted since this call. */
  watch(owner: CellRun): () => void {
    const run = currentRun.getStore() ?? owner
    const before = run.interrupts
    return () => {
      if (this.state[interruptSlot] !== 0) this.stop()
      if (run.interrupts !== before) throw interrupted()
    }
  }

  /** Calls `start`, whose synchronous part a signal can end. */
  launch<Result>(start: () => Result): Result {
    if (process.platform === 'win32') return start()
    launcherHost[Symbol.for(launcher)] = start
    Atomics.store(this.state, synchronousSlot, 1)
    const asyncId = executionAsyncId()
    try {
      return this.script.runInThisContext({ breakOnSigint: true }) as Result
    } catch (error) {
      if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error
      this.take()
      // The signal ended code inside an AsyncResource, which could not leave its context.
      this.torn ||= executionAsyncId() !== asyncId
      throw interrupted()
    } finally {
      Atomics.store(this.state, synchronousSlot, 0)
    }
  }

  /** To be called last in the callback that called `launch`. Throws TornStack where the contexts need repair. */
  repair(): void {
    if (!this.torn) return
    this.torn = false
    throw new TornStack()
  }

  private take(): void {
    this.taken = Atomics.load(this.state, sequenceSlot)
    Atomics.store(this.state, interruptSlot, 0)
    for (const run of this.foreground) run.interrupt()
  }
}
