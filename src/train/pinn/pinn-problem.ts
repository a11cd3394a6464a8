import type { Rng } from '../../base/rng.ts'
import type { Residual } from '../residuals/residual.ts'
import type { Recipe } from './recipe.ts'

/**
 * A differential equation for a physics-informed network u(x): where it lives, which terms its loss has, and what the
 * solution is where one is known. Further problems are one file each under `problems/`.
 */
export interface PinnProblem<Term extends string = string> {
  readonly name: string
  /** The box of inputs, one interval per coordinate of u. */
  readonly domain: readonly Interval[]
  /** Names of the components of u, one per output of the network. */
  readonly unknowns: readonly string[]
  /** Coefficients of the equation that are trained with the network. */
  readonly coefficients: readonly Coefficient[]
  /** The terms of the loss by name. Each contributes weight × mean(residual²) over its points. */
  readonly terms: Readonly<Record<Term, LossTerm>>
  /** A component of u at one point, exact up to a relative error of about `referenceFloor`; absent if nobody knows it. */
  readonly exact?: Exact
  /** The relative L2 error of `exact` itself: no network can be shown to be better than this. NaN without `exact`. */
  readonly referenceFloor: number
  /** How `train` goes about it by default. */
  readonly recipe: Recipe<Term>
}

/** `output` counts the components of u; default 0. */
export type Exact = (point: ArrayLike<number>, output?: number) => number

/** A problem whose solution is known. */
export interface SolvedProblem<Term extends string = string> extends PinnProblem<Term> {
  readonly exact: Exact
}

export interface Interval {
  readonly name: string
  readonly low: number
  readonly high: number
}

export interface Coefficient {
  readonly name: string
  /** Its value before training. */
  readonly start: number
}

/** One requirement on u: its residual vanishes at every point of the term. */
export interface LossTerm {
  /**
   * The points at which the residual is asked for, [points, width] row-major: coordinates, then data. `count` is what a
   * term that fills the domain should give; a boundary or initial condition gives fewer, data what there are.
   */
  points(rng: Rng, count: number): Float64Array
  /** Numbers in a row of `points`, at least one per coordinate. */
  readonly width: number
  /** Whether it holds in the whole domain, so that its points may be moved to where they are needed. */
  readonly fillsDomain: boolean
  readonly residual: Residual
  /**
   * What the residual's size is compared with: a number in the residual's own unit (what u, or the derivative that is
   * prescribed, usually has there), or `parts`, the sum of the RMS of the residual's own summands.
   */
  readonly scale: number | 'parts'
}
