/** Where a training is: `step` of `steps`, counted from 0. */
export interface PaceMoment {
  readonly step: number
  readonly steps: number
}

/** What a rule may see of a training. */
export interface PaceMetrics {
  readonly loss: number
  /** The loss on points or data that are not trained on. */
  readonly validationLoss: number
}

/** What to train with. */
export interface PaceSettings {
  readonly learningRate: number
  /** Null where the rule leaves it alone. */
  readonly weightDecay: number | null
}

/**
 * A rule that watches a training and sets its pace. All functions are pure, and states are plain data: they can be stored,
 * and a rule goes on from them.
 */
export interface PaceRule<State = unknown> {
  start(): State
  /** Whether a decision is due after this many steps. */
  isDue(step: number): boolean
  /** The state after a decision. */
  next(state: State, metrics: PaceMetrics, at: PaceMoment): State
  /** What to train with. */
  settings(state: State, at: PaceMoment): PaceSettings
}
