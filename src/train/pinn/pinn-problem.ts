import type { Rng } from '../../base/rng.ts'
import type { ResidualPart } from './residual-part.ts'

/**
 * A differential equation for a physics-informed network u(x): where it lives, which terms its loss has, and what the
 * solution is. Further problems are one file each under `problems/`.
 */
export interface PinnProblem<Term extends string = string> {
  readonly name: string
  /** The box of inputs, one interval per coordinate of u. */
  readonly domain: readonly Interval[]
  /** The terms of the loss by name. Each contributes weight × mean(residual²) over its points. */
  readonly terms: Readonly<Record<Term, LossTerm>>
  /** u at one point, exact up to a relative error of about `referenceFloor`. */
  exact(point: ArrayLike<number>): number
  /** The relative L2 error of `exact` itself: no network can be shown to be better than this. */
  readonly referenceFloor: number
}

export interface Interval {
  readonly name: string
  readonly low: number
  readonly high: number
}

/** One requirement on u: its residual vanishes at every point of the term. */
export interface LossTerm {
  /**
   * Coordinates at which the residual is asked for, [points, inputs] row-major. `count` is what a term that fills the
   * domain should give; a boundary or initial condition may give fewer, a single point too.
   */
  points(rng: Rng, count: number): Float64Array
  /** The residual is the sum of these. */
  readonly parts: readonly ResidualPart[]
  /**
   * What the residual's size is compared with: a number in the residual's own unit (the RMS of the data of a boundary or
   * initial condition, or what u usually has there), or `parts`, the sum of the RMS of the residual's own parts.
   */
  readonly scale: number | 'parts'
}
