import type { PinnLoss } from './pinn-loss.ts'
import type { TermBatch } from './term-batch.ts'

/** A training run before its first step. */
export interface TrainingRun<Term extends string> {
  readonly problem: string
  /** Which input is the time; −1 where none is. */
  readonly time: number
  /** The loss on collocation points of its own for each number of redraws, from 0. */
  lossAt(redraw: number): PinnLoss<Term>
  readonly heldOut: TermBatch<Term>
  readonly start: Float64Array
}
