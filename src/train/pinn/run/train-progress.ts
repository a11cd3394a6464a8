import type { OptimizerName } from './phase-optimizers.ts'

/** The state of a training run at a fraction of its schedule. */
export interface TrainProgress {
  /** The share of the whole schedule that was asked for, in (0, 1]. The last one is always 1. */
  readonly fraction: number
  /** Optimiser steps done. */
  readonly step: number
  /** The optimiser at work. */
  readonly phase: OptimizerName
  /** The weighted training loss. */
  readonly loss: number
  /** Those of the last step of an optimiser of first order. */
  readonly learningRate?: number
  readonly weightDecay?: number
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
