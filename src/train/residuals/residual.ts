import type { Expression } from './expression.ts'

/** A derivative of one output of the network; `orders` holds one order per coordinate. */
export interface Partial {
  readonly output: number
  readonly orders: readonly number[]
}

/** What a residual is evaluated on: the points of one term. */
export interface ResidualPoints {
  readonly count: number
  /** Coordinates, and data if the term has any: [count, width] row-major. */
  readonly columns: Float64Array
  readonly width: number
  /** The current values of the residual's `partials`, [count] each. */
  readonly partials: readonly Float64Array[]
}

/** A residual at its points. */
export interface ResidualAtPoints {
  /** r, [count]. */
  readonly value: Float64Array
  /** ∂r/∂p for each of the residual's `partials`, [count] each. */
  readonly slopes: readonly Float64Array[]
  /** ∂r/∂c for each coefficient, [count] each. */
  readonly coefficientSlopes: readonly Float64Array[]
  /** Overwrites `value` and all slopes from the current partials. */
  evaluate(coefficients: ArrayLike<number>): void
  /** The sum of the RMS of the residual's own summands, as of the last `evaluate`: what its size is compared with. */
  summandsRms(): number
}

/** One equation that a network has to satisfy, at any points. */
export interface Residual {
  /** What it needs of the network. */
  readonly partials: readonly Partial[]
  /** What it is, where it could be read as an expression; null for any other function. */
  readonly expression: Expression | null
  at(points: ResidualPoints): ResidualAtPoints
}
