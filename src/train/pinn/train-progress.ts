/** The optimisers in the order in which they take turns. */
export const phases = ['adam', 'lbfgs', 'levenbergMarquardt'] as const
export type Phase = (typeof phases)[number]

/** The state of a training run at a fraction of its schedule. */
export interface TrainProgress {
  /** The share of the whole schedule that was asked for, in (0, 1]. The last one is always 1. */
  readonly fraction: number
  /** Optimiser steps done. */
  readonly step: number
  readonly phase: Phase
  /** The weighted training loss. */
  readonly loss: number
  /** The weights of the terms, where they are balanced while training. */
  readonly weights?: Readonly<Record<string, number>>
  /** On held-out points; see `measureTerms`. */
  readonly worstTerm: number
}

export interface EarlyStopping {
  /** Reports without a better `worstTerm` after which training ends, at least 1. */
  readonly patience: number
  /** What counts as better: lower by this share of the best so far, 0 or above. Default 0. */
  readonly minDelta?: number
}
