import { executionAsyncId } from 'node:async_hooks'
import { Script } from 'node:vm'

import { currentRun } from './cell-run.ts'
import type { CellRun } from './cell-run.ts'
import { interrupted } from './messages.ts'
import { nameForScripts } from './name-for-scripts.ts'
import { interruptSlot, lookedSlot, sequenceSlot, synchronousSlot, terminatedSlot } from './shared-state.ts'
import { SignalWatch } from './signal-watch.ts'

/** What the script in which the code of cells runs calls. */
const launcher = '$$ansatzLaunch'

/** Taken now, because a cell may put a clock of its own in place. */
const clock = Date.now

/** Thrown out of the event loop's callback so that Node.js clears the stack of async contexts, as after any error. */
export class TornStack extends Error {}

/**
 * Stops cells. The rungs of the ladder, from gentle to firm, and where each runtime has them:
 *
 * | rung | stops | finally runs | variables | Node 20 | Node 22 | Node 24 |
 * |---|---|---|---|---|---|---|
 * | 1 what the top level awaits is rejected, `cellSignal` aborted | a pending promise, fetch, a timer | yes | stay | yes | yes | yes |
 * | 2 loops written in cells read a flag and throw | any loop of a cell, before and after an await | yes | stay | yes | yes | yes |
 * | 3 SIGINT, watched by `node:vm`, after 25 ms | library code in the synchronous part | yes | stay | POSIX | POSIX | POSIX |
 * | 4 `Runtime.terminateExecution` from the helper thread, after 50 ms | library code anywhere in JavaScript | of the cell, if it waits for that code | stay | yes | yes | yes |
 * | 5 worker threads that the cell started are ended after 0.5 s | their loops | no | stay | yes | yes | yes |
 * | 6 a new process after 5 s, or at a second interrupt after 1 s (`ExecutorSupervisor`) | native code | no | lost | yes | yes | yes |
 *
 * Rungs 3 and 4 wait 90 ms longer where a loop of the cell may have rounds of up to that time: where code of the cell
 * began, or looked at the flag, at most 90 ms before.
 *
 * Rung 4 needs an AsyncLocalStorage without async hooks, the default of Node 24 and `--experimental-async-context-frame` in
 * Node 22.12 and later, or hooks that bear it: `AsyncContexts`.
 * Rung 4 also drops the promise reactions that wait at that moment, those of background work included.
 */
export class Interrupts {
  readonly state: Int32Array
  /** The cells that run, at most one of each shell, and how to end one whose code has been removed from the stack. */
  private readonly foreground = new Map<CellRun, () => void>()
  /** The number of the newest interrupt that had its effect. */
  private taken = 0
  private readonly script = new Script(`${launcher}()`)
  private readonly signals = new SignalWatch()
  private torn = false
  /** The cells that the newest interrupt is meant for and that had not arrived when it came. */
  private expected: ReadonlySet<string> = new Set()

  /** What the script calls. */
  private start: () => unknown = () => {}

  constructor(state: Int32Array) {
    this.state = state
    nameForScripts(launcher, () => {
      // Not called as a method, whose name stack traces would tell.
      const { start } = this
      return start()
    })
  }

  /** Names a run that an interrupt is meant for. `cutOff` ends it when its code has been removed from the stack. */
  enter(run: CellRun, cutOff: () => void): void {
    this.foreground.set(run, cutOff)
    if (this.expected.has(run.id)) run.interrupt()
  }

  leave(run: CellRun): void {
    this.foreground.delete(run)
  }

  /** The helper thread's message, about `cells`: takes the interrupt unless a loop has taken it already. */
  arrived(sequence: number, cells: readonly string[]): void {
    const present = new Set([...this.foreground.keys()].map(({ id }) => id))
    this.expected = new Set(cells.filter((id) => !present.has(id)))
    // One that needed force is told again when that has had its effect.
    if (Atomics.load(this.state, terminatedSlot) === sequence) return
    if (sequence > this.taken) this.take()
  }

  /** The helper thread has ended what was running here, and this is the event loop again. */
  terminated(sequence: number): void {
    Atomics.store(this.state, synchronousSlot, 0)
    // A cell that waits goes on in its own code; one that does not was running, and nothing of it is left.
    const gone = [...this.foreground].filter(([run]) => !run.isWaiting)
    if (sequence > this.taken) this.take()
    for (const [, cutOff] of gone) cutOff()
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
      this.goesOn()
      if (run.interrupts !== before) throw interrupted()
    }
  }

  /** Code of a cell begins, or goes on behind an await: it may come to a loop that looks at the flag. */
  goesOn(): void {
    // The array keeps the lowest 32 bits.
    this.state[lookedSlot] = clock()
  }

  /** Calls `start`, whose synchronous part a signal can end. */
  launch<Result>(start: () => Result): Result {
    this.goesOn()
    if (process.platform === 'win32') return start()
    this.start = start
    Atomics.store(this.state, synchronousSlot, 1)
    const asyncId = executionAsyncId()
    this.signals.prepare()
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
    for (const run of this.foreground.keys()) run.interrupt()
  }
}
