import type { StopReason } from '../../../math/optimize/optimizer.ts'
import type { EngineUse } from '../engines/engine-use.ts'
import type { OptimizerName } from './phase-optimizers.ts'

/** How a phase of a training has ended. */
export interface PhaseEnd {
  readonly optimizer: OptimizerName
  /** What has computed its loss, and why. */
  readonly engine: EngineUse
  /** Made in it. */
  readonly steps: number
  /**
   * `schedule`: all its steps were made, which is the only regular end of an optimiser of first order. `diverged`: loss or
   * gradient stopped being finite. `early`: `earlyStopping` ended the training. Otherwise why it could not go on.
   */
  readonly stopReason: 'schedule' | 'diverged' | 'early' | Exclude<StopReason, 'not-finite'>
  /** The state of a rule that has set the learning rate, as of its last decision; null for a schedule. */
  readonly pace: unknown
}
