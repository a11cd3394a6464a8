import type { OptimizerState } from './optimizer-state.ts'

/** A function to minimise: returns f(x) and overwrites `gradient` with ∇f(x). It must not keep or change `x`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

/**
 * Why an optimiser cannot go on.
 *
 * - `gradient`: the largest gradient entry fell to the tolerance. Converged.
 * - `progress`: the last iteration lowered the loss by less than the tolerance. Converged, or as good as it gets.
 * - `line-search`: no step along the steepest descent lowers the loss. Rounding, or a gradient that does not belong to it.
 * - `damping`: no step of Levenberg-Marquardt lowers the loss, however short. As `line-search`.
 * - `not-finite`: loss or gradient is NaN or infinite at the current point.
 */
export type StopReason = 'gradient' | 'progress' | 'line-search' | 'damping' | 'not-finite'

/**
 * A minimisation that advances one iteration per call, so that its owner can report, yield or abandon it in between.
 */
export interface Optimizer {
  /** The current point. The same array throughout, changed in place by `step` and `restore`. */
  readonly x: Float64Array
  /** The loss that was last computed for a current point; NaN before the first step. */
  readonly loss: number
  readonly iterations: number
  /** Calls of the objective so far. */
  readonly evaluations: number
  /** Null while the optimiser can go on. */
  readonly stopReason: StopReason | null
  /** One iteration. Returns `stopReason`; once that is set, further calls do nothing. */
  step(): StopReason | null
  /**
   * Says that the objective is another function from now on (other loss weights, other points): what was computed of the
   * old one is dropped, and a stop that it caused is lifted. The point stays.
   */
  objectiveChanged(): void
  /** A copy of everything that the next steps depend on, besides the objective and the options. */
  state(): OptimizerState
  /**
   * Goes on from `state`, bit for bit as the optimiser that it was taken from.
   *
   * @throws InputError `optimize/bad-state` when it belongs to another kind or another number of coordinates
   */
  restore(state: OptimizerState): void
}

/** An optimiser whose pace is set from outside, between steps: by a schedule, or by an adaptive rule. */
export interface FirstOrderOptimizer extends Optimizer {
  /** Of the next step: 0 or above. */
  learningRate: number
  /** Of the next step: 0 or above. */
  weightDecay: number
}

/** The largest absolute entry; NaN if any entry is NaN. */
export function maxNorm(vector: Float64Array): number {
  let largest = 0
  for (let i = 0; i < vector.length; i++) {
    const size = Math.abs(vector[i])
    if (!(size <= largest)) largest = size
    if (Number.isNaN(size)) return Number.NaN
  }
  return largest
}
