import type { Seed } from '../../../base/rng.ts'
import type { OptimizerState } from '../../../math/optimize/optimizer-state.ts'
import type { BalancerState } from '../../balancing/balancer.ts'
import type { BestSoFar } from './best-so-far.ts'
import type { SavedEngine } from '../engines/resumed-engine.ts'
import { badCheckpoint, brokenCheckpoint } from '../messages.ts'
import type { PhaseEnd } from './phase-end.ts'
import type { PhasePlan } from './phase-plan.ts'
import type { PinnProblem } from '../pinn-problem.ts'
import type { TrainProgress } from './train-progress.ts'

/** All that the rest of a training run depends on, besides its problem and options. Can be cloned and stored. */
export interface TrainCheckpoint {
  readonly problem: string
  readonly seed: Seed
  /** What has computed the loss. Only the same engine goes on bit for bit, so it is what `engine: 'auto'` goes on with. */
  readonly engine: SavedEngine
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
  checkpoint: TrainCheckpoint,
  {
    problem,
    seed,
    phases,
  }: { readonly problem: PinnProblem; readonly seed: Seed; readonly phases: readonly PhasePlan[] },
): void {
  const given = { problem: checkpoint.problem, seed: checkpoint.seed, phase: checkpoint.optimizer.kind }
  const wanted = { problem: problem.name, seed, phase: phases[checkpoint.phase]?.optimizer ?? 'none' }
  if (given.problem !== wanted.problem || given.seed !== wanted.seed || given.phase !== wanted.phase) {
    throw badCheckpoint(given, wanted)
  }
  for (const [name, { width }] of Object.entries(problem.terms)) {
    const points: unknown = checkpoint.points[name]
    if (!(points instanceof Float64Array && points.length > 0 && points.length % width === 0)) {
      throw brokenCheckpoint(name)
    }
  }
}
