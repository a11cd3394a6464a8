import type { Seed } from '../../base/rng.ts'
import type { TraceEntry } from '../balancing/balancer.ts'
import type { TermError } from './measures/worst-term.ts'
import type { Predict } from './predictor.ts'
import type { PhaseEnd } from './run/phase-end.ts'
import type { TrainProgress } from './run/train-progress.ts'
import type { TermPoints } from './term-batch.ts'

/** What a training has come to. */
export interface TrainResult<Term extends string> {
  /** The largest scaled term error on held-out points: the number to tune. NaN after divergence. */
  readonly worstTerm: number
  /**
   * ‖u − exact‖₂ / ‖exact‖₂ on a grid: the truth, which a real problem does not offer. NaN after divergence, and for
   * problems without a known solution.
   */
  readonly relativeL2: number
  /** The largest |u − exact| on the same grid; NaN likewise. */
  readonly maxError: number
  /** Each term on the held-out points. */
  readonly terms: Readonly<Record<Term, TermError>>
  /** What was found for the coefficients of the equation. */
  readonly coefficients: Readonly<Record<string, number>>
  /** u at `points`, flat [points, inputs]; of the component `output`, default 0. @throws InputError `train/bad-points` */
  readonly predict: Predict
  /** Of the network, then the coefficients. */
  readonly parameters: Float64Array
  /** What was trained on last: the points of each term, [points, width] row-major, coordinates first. */
  readonly points: TermPoints<Term>
  readonly seed: Seed
  /** Optimiser steps done, all phases together. */
  readonly steps: number
  /**
   * `schedule`: all steps were done. `diverged`: loss or gradient stopped being finite. `early`: `earlyStopping` ended it.
   * Otherwise why the last optimiser could not go on, which is the usual end of a long one.
   */
  readonly stopReason: PhaseEnd['stopReason']
  /** How each phase has ended. */
  readonly phases: readonly PhaseEnd[]
  /** After divergence, the term whose share of the loss was not finite, where one can be named. */
  readonly divergedTerm: Term | null
  /** Time from call to result, pauses included. */
  readonly seconds: number
  /** Every change of the loss weights, where they are balanced while training; since the checkpoint, if there was one. */
  readonly balance: readonly TraceEntry[]
  /** What `onProgress` was given. */
  readonly history: readonly TrainProgress[]
}
