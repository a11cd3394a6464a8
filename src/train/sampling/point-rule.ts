import type { Rng } from '../../base/rng.ts'

/** What a rule chooses from. Points are row-major, [points, width]. */
export interface PointRequest {
  readonly width: number
  /** The points that are trained on now. */
  readonly current: Float64Array
  /** Fresh points of the domain. */
  readonly candidates: Float64Array
  /** |residual| at each candidate. Computed when it is read for the first time. */
  readonly sizes: ArrayLike<number>
  readonly rng: Rng
}

/** A way to move collocation points to where they are needed, while the training goes on. */
export interface PointRule {
  readonly kind: string
  /** Optimiser steps between two changes of the points, at least 1. */
  readonly every: number
  /** Whether conditions, which the rule does not move, get fresh points at each change instead of keeping theirs. */
  readonly renewsConditions: boolean
  /** How many candidates the rule wants to see for `current` points. */
  candidates(current: number): number
  /** The points to train on from now on. The same request gives the same points. */
  next(request: PointRequest): Float64Array
}

/** The rows of `points` with these numbers, in this order. */
export function rowsAt(points: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const chosen = new Float64Array(rows.length * width)
  rows.forEach((row, i) => chosen.set(points.subarray(row * width, (row + 1) * width), i * width))
  return chosen
}
