import type { NamedSchedule } from '../../schedules/named-schedule.ts'
import type { PaceRule } from '../../schedules/pace-rule.ts'
import type { Schedule as RateSchedule } from '../../schedules/schedule.ts'
import type { OptimizerName, OptimizerOptions } from './phase-optimizers.ts'
import type { Phases } from '../recipe.ts'

/**
 * A number above 0; a schedule over the steps of the phase, as a value (`schedules.cosine({ from: 1e-2 }).warmup(0.05)`) or by
 * the name and numbers that a study has found; or a rule that watches the training (`schedules.plateau().lowers(1e-2)`,
 * `schedules.adaptive({ learningRate: 1e-2 })`).
 */
export type LearningRate = number | RateSchedule | NamedSchedule | PaceRule

/** One phase of a training: an optimiser, for how many steps, with its options. */
export type PhaseSpec =
  | Paced<'adam'>
  | Paced<'adamW'>
  | Paced<'sgd'>
  | Paced<'rmsProp'>
  | Paced<'soap'>
  | Phase<'lbfgs'>
  | Phase<'levenbergMarquardt'>

type Phase<Name extends OptimizerName> = OptimizerOptions<Name> & {
  readonly optimizer: Name
  /** 0 leaves the phase out. */
  readonly steps: number
}

type Paced<Name extends OptimizerName> = Phase<Name> & {
  /** Default: the `learningRate` of the training. */
  readonly learningRate?: LearningRate
  /** 0 or above, or a schedule over the steps of the phase; default 0, of adamW 1e-2. An adaptive learning rate sets it itself. */
  readonly weightDecay?: number | RateSchedule
}

/**
 * The steps of each optimiser, which take turns in the order of `Phases`; or a list of phases with their own options, in its
 * own order; or the sum of the steps of Adam and L-BFGS with the share of Adam (default 2/3), to be searched.
 */
export type Schedule = Phases | readonly PhaseSpec[] | { readonly steps: number; readonly adamFraction?: number }
