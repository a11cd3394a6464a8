import type { Seed } from '../../base/rng.ts'
import type { OptimizerState } from '../../math/optimize/optimizer-state.ts'
import type { BalancerState } from '../balancing/balancer.ts'
import type { BestSoFar } from './best-so-far.ts'
import { badCheckpoint } from './messages.ts'
import type { PhaseEnd } from './phase-end.ts'
import type { PhasePlan } from './phase-plan.ts'
import type { TrainProgress } from './train-progress.ts'

/** All that the rest of a training run depends on, besides its problem and options. Can be cloned and stored. */
export interface TrainCheckpoint {
  readonly problem: string
  readonly seed: Seed
  /** Which phase of the schedule, from 0. */
  readonly phase: number
  /** Steps done in all, and in the phase. */
  readonly steps: number
  readonly phaseSteps: number
  readonly optimizer: OptimizerState
  /** Of the learning rate, where a rule that watches the training sets it; else null. */
  readonly pace: unknown
  /** The phases that have ended. */
  readonly phases: readonly PhaseEnd[]
  /** The points of each term that were trained on last, [points, width] row-major. */
  readonly points: Readonly<Record<string, Float64Array>>
  /** Null where the weights are fixed. */
  readonly balancing: BalancerState | null
  readonly best: BestSoFar | null
  readonly history: readonly TrainProgress[]
}

/** @throws InputError `train/bad-checkpoint` unless a training of this kind can have saved it. */
export function checkCheckpoint(
  { problem, seed, phase, optimizer }: TrainCheckpoint,
  wanted: { readonly problem: string; readonly seed: Seed; readonly phases: readonly PhasePlan[] },
): void {
  const kind = wanted.phases[phase]?.optimizer
  if (problem === wanted.problem && seed === wanted.seed && optimizer.kind === kind) return
  throw badCheckpoint(
    { problem, seed, phase: optimizer.kind },
    { problem: wanted.problem, seed: wanted.seed, phase: kind ?? 'none' },
  )
}
