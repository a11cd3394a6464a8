import { currentRun } from '../interrupts/cell-run.ts'
import type { CellRun } from '../interrupts/cell-run.ts'

/** Tells whose output it is that appears now. */
export class OutputOwner {
  private last: CellRun | null = null

  /** The run whose code is running; for code that lost its context (some native callbacks do), the newest run. */
  current(): CellRun | null {
    return currentRun.getStore() ?? this.last
  }

  started(run: CellRun): void {
    this.last = run
  }
}
