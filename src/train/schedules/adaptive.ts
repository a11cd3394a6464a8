import { checkOptionNames } from '../../base/check-argument.ts'
import { badScheduleOption } from './messages.ts'
import { constant } from './constant.ts'
import type { PaceMetrics, PaceMoment, PaceRule, PaceSettings } from './pace-rule.ts'
import { plateau, type PlateauOptions, type PlateauState } from './plateau.ts'
import { requirePositive, requireValue, type Schedule } from './schedule.ts'

export interface AdaptiveOptions {
  /** The learning rate, before the plateau rule. */
  readonly learningRate: Schedule | number
  /** At the start, 0 or above; default 1e-4. 0 stays 0. */
  readonly weightDecay?: number
  /** Steps between two decisions, at least 1; default 100. */
  readonly every?: number
  readonly plateau?: PlateauOptions
  /** Overfitting is a validation loss above this multiple of the training loss, above 0; default 1.1. */
  readonly tolerance?: number
  /** What the weight decay is multiplied with on overfitting, above 0; default 1.1. */
  readonly decayFactor?: number
  /** The weight decay does not rise above this, 0 or above; default 1e-2. */
  readonly mostDecay?: number
}

export interface AdaptiveSettings extends PaceSettings {
  readonly weightDecay: number
}

/** One decision: when, what was seen, what it led to. */
export interface AdaptiveEntry {
  readonly step: number
  readonly metrics: PaceMetrics
  readonly settings: AdaptiveSettings
}

/** Plain data: it can be stored, and a rule goes on from it. */
export interface AdaptiveState {
  readonly plateau: PlateauState
  readonly weightDecay: number
  readonly history: readonly AdaptiveEntry[]
}

/** A schedule that watches the training: the learning rate falls on plateaus, the weight decay rises on overfitting. */
export interface Adaptive extends PaceRule<AdaptiveState> {
  /** As of every rule; the decision is added to the history. */
  next(state: AdaptiveState, metrics: PaceMetrics, at: PaceMoment): AdaptiveState
  settings(state: AdaptiveState, at: PaceMoment): AdaptiveSettings
}

/** @throws InputError `schedules/bad-option`, `base/unknown-option` */
export function adaptive(options: AdaptiveOptions): Adaptive {
  checkOptionNames('schedules.adaptive', options, [
    'learningRate',
    'weightDecay',
    'every',
    'plateau',
    'tolerance',
    'decayFactor',
    'mostDecay',
  ])
  const { weightDecay = 1e-4, every = 100, tolerance = 1.1, decayFactor = 1.1, mostDecay = 1e-2 } = options
  requireValue('weightDecay', weightDecay)
  if (!(Number.isSafeInteger(every) && every >= 1))
    throw badScheduleOption('every', every, 'a whole number, 1 or above')
  requirePositive('tolerance', tolerance)
  requirePositive('decayFactor', decayFactor)
  requireValue('mostDecay', mostDecay)
  const rule = plateau(options.plateau)
  const scheduled = typeof options.learningRate === 'number' ? constant(options.learningRate) : options.learningRate

  const self: Adaptive = {
    start: () => ({ plateau: rule.start(), weightDecay, history: [] }),
    isDue: (step) => step > 0 && step % every === 0,
    next(state, metrics, at) {
      const overfits = metrics.validationLoss > tolerance * metrics.loss
      const raised = Math.max(state.weightDecay, Math.min(state.weightDecay * decayFactor, mostDecay))
      const moved = {
        plateau: rule.next(state.plateau, metrics.loss),
        weightDecay: overfits ? raised : state.weightDecay,
        history: state.history,
      }
      return { ...moved, history: [...state.history, { step: at.step, metrics, settings: self.settings(moved, at) }] }
    },
    settings: (state, { step, steps }) => ({
      learningRate: rule.rate(state.plateau, scheduled.at(step, steps)),
      weightDecay: state.weightDecay,
    }),
  }
  return self
}
