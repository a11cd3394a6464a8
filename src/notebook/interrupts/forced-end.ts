import { AsyncContexts } from './async-contexts.ts'
import { CutImmediate } from './cut-immediate.ts'
import { nameForScripts } from './name-for-scripts.ts'

const prepare = '$$ansatzPrepareEnd'

/** What this thread does right before and after its code is ended by force, so that Node.js goes on as after an error. */
export class ForcedEnd {
  /** What the thread has to evaluate right before, wherever it is. */
  readonly preparation = `${prepare}()`
  private readonly contexts = new AsyncContexts()
  private readonly immediate = new CutImmediate()

  constructor() {
    nameForScripts(prepare, () => {
      // The immediate first: it is found by the contexts that the cut leaves.
      this.immediate.prepare()
      this.contexts.cut()
    })
  }

  /** Whether the process survives. */
  get isSurvived(): boolean {
    return this.contexts.canBeCut
  }

  /** The code is gone, and this is the event loop. */
  repair(): void {
    this.contexts.restore()
    this.immediate.restore()
  }
}
