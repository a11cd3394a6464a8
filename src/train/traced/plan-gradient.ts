import type { TrainingPlan } from './trace-training.ts'

/** Loss terms and the gradient of their weighted sum, computed by a library for tensors, for plans that follow one another. */
export interface PlanGradient {
  evaluate(plan: TrainingPlan, at: WeightedParameters): Promise<GradientOf>
  close(): Promise<void>
}

export interface WeightedParameters {
  /** Of the network, then coefficients. */
  readonly parameters: ArrayLike<number>
  /** Of the terms. */
  readonly weights: ArrayLike<number>
}

export interface GradientOf {
  /** Mean squares by term, not weighted. */
  readonly losses: Float64Array
  readonly gradient: Float64Array
}
