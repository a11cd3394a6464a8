/** The state of an optimiser: the point first, then its averages. All arrays have one number per coordinate. */
export type StepState = readonly Float64Array[]

/** Which step it is. */
export interface StepAt {
  /** From 1. */
  readonly iteration: number
  readonly learningRate: number
}

/** A step that has been made: what its derivatives are taken at. */
export interface StepMade extends StepAt {
  /** The state after the step. */
  readonly next: StepState
  /** The gradient that it was made with. */
  readonly gradient: Float64Array
}

/** The step of an optimiser as a function of state, gradient and log learning rate, with its derivatives. */
export interface DifferentiableStep {
  /** How many arrays the state has, the point included. */
  readonly arrays: number
  /** `state` := the next one. */
  advance(state: StepState, gradient: Float64Array, at: StepAt): void
  /** `tangent`, the change of the state, := that of the next state, for a change of the gradient and of log learning rate. */
  push(tangent: StepState, change: { readonly gradient: Float64Array; readonly logRate: number }, made: StepMade): void
  /**
   * `adjoint`, the slope of something in the next state, := that in the state, as far as it does not act through the
   * gradient; overwrites `gradientAdjoint` with the slope in the gradient. Returns the slope in log learning rate.
   */
  pull(adjoint: StepState, gradientAdjoint: Float64Array, made: StepMade): number
}
