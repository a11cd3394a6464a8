import type { PinnLoss } from './pinn-loss.ts'
import type { Collocation } from './collocation.ts'
import type { TermBatch, TermPoints } from './term-batch.ts'

/** A training run before its first step. */
export interface TrainingRun<Term extends string> {
  readonly problem: string
  /** Which input is the time; −1 where none is. */
  readonly time: number
  readonly collocation: Collocation<Term>
  lossOn(points: TermPoints<Term>): PinnLoss<Term>
  readonly heldOut: TermBatch<Term>
  readonly start: Float64Array
}
