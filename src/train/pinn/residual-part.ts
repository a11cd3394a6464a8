import type { Jets } from './jets.ts'

/** The points of one loss term. */
export interface TermPoints {
  readonly count: number
  /** [count, inputs] row-major. */
  readonly coordinates: Float64Array
  readonly inputs: number
  /** u and its derivatives, [count]. */
  readonly u: Jets
}

/** A residual r at each point, and its slopes ∂r/∂u, ∂r/∂u_x, ∂r/∂u_xx. */
export interface Residual {
  /** [count] */
  readonly value: Float64Array
  /** [count] a stream. */
  readonly slopes: Jets
}

/**
 * One summand of a residual: adds its value and its slopes to `residual`. The constructors below cover linear equations; a
 * nonlinear part (u u_x) is a function like these, with its slopes written out.
 */
export type ResidualPart = (at: TermPoints, residual: Residual) => void

/** The part factor · u. */
export function valuePart(factor: number): ResidualPart {
  return linearPart(factor, (jets) => jets.value)
}

/** The part factor · ∂u/∂x_axis. */
export function firstDerivativePart(axis: number, factor: number): ResidualPart {
  return linearPart(factor, (jets) => jets.first[axis])
}

/** The part factor · ∂²u/∂x²_axis. */
export function secondDerivativePart(axis: number, factor: number): ResidualPart {
  return linearPart(factor, (jets) => jets.second[axis])
}

/** A part that does not depend on u: data, or a constant source. */
export function constantPart(constant: number): ResidualPart {
  return (at, { value }) => {
    for (let p = 0; p < at.count; p++) value[p] += constant
  }
}

function linearPart(factor: number, stream: (jets: Jets) => Float64Array): ResidualPart {
  return (at, { value, slopes }) => {
    const u = stream(at.u)
    const slope = stream(slopes)
    for (let p = 0; p < at.count; p++) {
      value[p] += factor * u[p]
      slope[p] += factor
    }
  }
}
