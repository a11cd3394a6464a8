import type { NetOptions } from '../jets/net-options.ts'
import type { PointRule } from '../sampling/point-rule.ts'

/** Steps of each optimiser, one after the other in this order; absent ones are not used. */
export interface Phases {
  readonly adam?: number
  readonly adamW?: number
  /** Gradient descent; with momentum as a phase of its own, `{ optimizer: 'sgd', momentum: 0.9, … }`. */
  readonly sgd?: number
  readonly rmsProp?: number
  readonly soap?: number
  readonly lbfgs?: number
  /** Levenberg-Marquardt: few but expensive steps, for up to about a thousand parameters. */
  readonly levenbergMarquardt?: number
}

/** Training options that suit one problem: what `train` uses where the caller says nothing. */
export interface Recipe<Term extends string = string> {
  /** Absent ones are 1. */
  readonly weights?: Readonly<Partial<Record<Term, number>>>
  readonly net?: Partial<NetOptions>
  readonly learningRate?: number
  readonly schedule?: Phases
  /** Collocation points in the domain. */
  readonly points?: number
  /** How the points change on the way; default: they do not. */
  readonly sampling?: PointRule
}
