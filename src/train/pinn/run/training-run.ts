import type { RunEngine } from '../engines/run-engine.ts'
import type { Collocation } from '../collocation.ts'
import type { TermBatch } from '../term-batch.ts'

/** A training run before its first step. */
export interface TrainingRun<Term extends string> {
  readonly problem: string
  /** Which input is the time; −1 where none is. */
  readonly time: number
  readonly collocation: Collocation<Term>
  readonly engine: RunEngine<Term>
  readonly heldOut: TermBatch<Term>
  readonly start: Float64Array
}
