import { checkOptionNames } from '../../base/check-argument.ts'
import { badScheduleOption } from './messages.ts'
import { constant } from './constant.ts'
import type { PaceRule } from './pace-rule.ts'
import { requirePositive, requireValue, type Schedule } from './schedule.ts'

export interface PlateauOptions {
  /** What the rate is multiplied with, in (0, 1); default 0.5. */
  readonly factor?: number
  /** Losses in a row without improvement before that, at least 1; default 5. */
  readonly patience?: number
  /** The rate does not fall below this, 0 or above; default 1e-7. */
  readonly least?: number
  /** A loss is an improvement when it is lower than the best by more than this share of it, 0 or above; default 1e-4. */
  readonly threshold?: number
}

/** Plain data: it can be stored, and a rule goes on from it. */
export interface PlateauState {
  /** What the scheduled rate is multiplied with, before `least`. */
  readonly factor: number
  /** The lowest loss so far; null before the first. */
  readonly best: number | null
  /** Losses since then that were no improvement. */
  readonly waited: number
}

/** A rule that lowers a rate when the loss no longer falls. Its functions are pure. */
export interface Plateau {
  start(): PlateauState
  /** After another loss. A loss of NaN is no improvement. */
  next(state: PlateauState, loss: number): PlateauState
  /** What the rule makes of the rate of a schedule. */
  rate(state: PlateauState, scheduled: number): number
  /**
   * The rule over a schedule, or a constant rate, as what a training can follow: it looks at the training loss after every
   * `every` steps, default 100.
   *
   * @throws InputError `schedules/bad-option`, `base/unknown-option`
   */
  lowers(scheduled: Schedule | number, options?: { readonly every?: number }): PaceRule<PlateauState>
}

/** @throws InputError `schedules/bad-option`, `base/unknown-option` */
export function plateau(options: PlateauOptions = {}): Plateau {
  checkOptionNames('schedules.plateau', options, ['factor', 'patience', 'least', 'threshold'])
  const { factor = 0.5, patience = 5, least = 1e-7, threshold = 1e-4 } = options
  requirePositive('factor', factor)
  if (factor >= 1) throw badScheduleOption('factor', factor, 'a number in (0, 1)')
  if (!(Number.isSafeInteger(patience) && patience >= 1)) {
    throw badScheduleOption('patience', patience, 'a whole number, 1 or above')
  }
  requireValue('least', least)
  requireValue('threshold', threshold)
  const self: Plateau = {
    start: () => ({ factor: 1, best: null, waited: 0 }),
    next(state, loss) {
      const { best, waited } = state
      if (best === null ? !Number.isNaN(loss) : loss < best - threshold * Math.abs(best)) {
        return { ...state, best: loss, waited: 0 }
      }
      if (waited + 1 < patience) return { ...state, waited: waited + 1 }
      return { ...state, factor: state.factor * factor, waited: 0 }
    },
    // A schedule that has gone below `least` by itself is left there.
    rate: (state, scheduled) => Math.max(Math.min(scheduled, least), scheduled * state.factor),
    lowers(scheduled, { every = 100 } = {}) {
      if (!(Number.isSafeInteger(every) && every >= 1)) {
        throw badScheduleOption('every', every, 'a whole number, 1 or above')
      }
      const rates = typeof scheduled === 'number' ? constant(scheduled) : scheduled
      return {
        start: () => self.start(),
        isDue: (step) => step > 0 && step % every === 0,
        next: (state, { loss }) => self.next(state, loss),
        settings: (state, { step, steps }) => ({
          learningRate: self.rate(state, rates.at(step, steps)),
          weightDecay: null,
        }),
      }
    },
  }
  return self
}
