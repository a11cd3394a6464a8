import type { Seed } from '../../base/rng.ts'
import type { OptimizerState } from '../../math/optimize/optimizer-state.ts'
import type { BalancerState } from '../balancing/balancer.ts'
import type { BestSoFar } from './best-so-far.ts'
import type { TrainProgress } from './train-progress.ts'

/** All that the rest of a training run depends on, besides its problem and options. Can be cloned and stored. */
export interface TrainCheckpoint {
  readonly problem: string
  readonly seed: Seed
  readonly phase: TrainProgress['phase']
  /** Steps done in all, and in the phase. */
  readonly steps: number
  readonly phaseSteps: number
  readonly optimizer: OptimizerState
  /** The points of each term that were trained on last, [points, width] row-major. */
  readonly points: Readonly<Record<string, Float64Array>>
  /** Null where the weights are fixed. */
  readonly balancing: BalancerState | null
  readonly best: BestSoFar | null
  readonly history: readonly TrainProgress[]
}
