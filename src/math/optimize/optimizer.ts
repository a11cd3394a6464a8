/** A function to minimise: returns f(x) and overwrites `gradient` with ∇f(x). It must not keep or change `x`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

/**
 * Why an optimiser cannot go on.
 *
 * - `gradient`: the largest gradient entry fell to the tolerance. Converged.
 * - `progress`: the last iteration lowered the loss by less than the tolerance. Converged, or as good as it gets.
 * - `line-search`: no step along the steepest descent lowers the loss. Rounding, or a gradient that does not belong to it.
 * - `not-finite`: loss or gradient is NaN or infinite at the current point.
 */
export type StopReason = 'gradient' | 'progress' | 'line-search' | 'not-finite'

/**
 * A minimisation that advances one iteration per call, so that its owner can report, yield or abandon it in between.
 */
export interface Optimizer {
  /** The current point. The same array throughout, changed in place by `step`. */
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
