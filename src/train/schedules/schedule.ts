import { badLength, badScheduleOption, badStep } from './messages.ts'

/**
 * How a number (a learning rate, a loss weight, a tolerance) changes during a training of a given length.
 *
 * A schedule is a pure, frozen value that knows no length of its own: the same one over half the steps is the same curve,
 * twice as fast. That is what a fraction of the budget has to mean when a study compares short trainings with long ones.
 * Every method returns a new schedule.
 */
export interface Schedule {
  /** What it is, for logs: `cosine(0.01 → 0)`. */
  readonly description: string
  /**
   * The value for step `step`, counted from 0, of `steps`; after the last step, the value at the end.
   *
   * @throws InputError `schedules/bad-step`
   */
  at(step: number, steps: number): number
  /** As a function of the step alone, for a training of `steps` steps: what TensorFlow.js optimisers are scheduled with. */
  over(steps: number): (step: number) => number
  /** A straight climb from `from` (default 0) to where this schedule starts, which then has the rest of the steps. */
  warmup(length: Length, from?: number): Schedule
  /**
   * The schedule `count` times, from its start each time (Loshchilov and Hutter 2017, "SGDR"). Each period is `growth` times
   * as long as the one before, and its values `decay` times as large; both default to 1.
   */
  restarts(count: number, options?: { readonly growth?: number; readonly decay?: number }): Schedule
  /** This schedule until `after`, and `next` for the rest. */
  followedBy(next: Schedule, after: Length): Schedule
  /** All values multiplied with `factor`, 0 or above. */
  times(factor: number): Schedule
  /** No value below `least`. */
  atLeast(least: number): Schedule
}

/** A share of the whole training in [0, 1), or a whole number of steps from 1 on. */
export type Length = number

/** A schedule from its curve: the value for `step` of `steps`, with 0 ≤ step ≤ steps. */
export function schedule(description: string, curve: (step: number, steps: number) => number): Schedule {
  const self: Schedule = {
    description,
    at(step, steps) {
      if (!(step >= 0)) throw badStep('step', step)
      if (!(steps > 0)) throw badStep('steps', steps)
      return curve(Math.min(step, steps), steps)
    },
    over: (steps) => (step) => self.at(step, steps),
    warmup: (length, from = 0) => warmedUp(self, requireLength('warmup', length), requireValue('from', from)),
    restarts: (count, options = {}) => restarted(self, count, options),
    followedBy: (next, after) => followed(self, requireLength('after', after), next),
    times: (factor) => {
      requireValue('times', factor)
      return schedule(`${factor} · ${description}`, (step, steps) => factor * self.at(step, steps))
    },
    atLeast: (least) => {
      requireValue('atLeast', least)
      return schedule(`${description}, at least ${least}`, (step, steps) => Math.max(least, self.at(step, steps)))
    },
  }
  return Object.freeze(self)
}

/** How many of `steps` steps a length is; a fraction of a step is possible. */
export function stepsOf(length: Length, steps: number): number {
  return length < 1 ? length * steps : Math.min(length, steps)
}

/** @throws InputError `schedules/bad-option` unless `value` is a finite number of at least 0. Returns it. */
export function requireValue(name: string, value: number): number {
  if (!(Number.isFinite(value) && value >= 0)) throw badScheduleOption(name, value, 'a finite number, 0 or above')
  return value
}

/** @throws InputError `schedules/bad-option` unless `value` is a finite number above 0. Returns it. */
export function requirePositive(name: string, value: number): number {
  if (!(Number.isFinite(value) && value > 0)) throw badScheduleOption(name, value, 'a finite number above 0')
  return value
}

/** @throws InputError `schedules/bad-length` unless `value` is a length. Returns it. */
export function requireLength(name: string, value: Length): Length {
  if (!(value >= 0 && (value < 1 || Number.isSafeInteger(value)))) throw badLength(name, value)
  return value
}

function warmedUp(then: Schedule, length: Length, from: number): Schedule {
  return schedule(`${then.description} after a warm-up of ${length}`, (step, steps) => {
    const climb = stepsOf(length, steps)
    if (step >= climb) return climb < steps ? then.at(step - climb, steps - climb) : then.at(0, steps)
    const peak = then.at(0, Math.max(1, steps - climb))
    return from + (peak - from) * (step / climb)
  })
}

function restarted(
  each: Schedule,
  count: number,
  { growth = 1, decay = 1 }: { readonly growth?: number; readonly decay?: number },
): Schedule {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw badScheduleOption('restarts', count, 'a whole number from 1')
  requirePositive('growth', growth)
  requireValue('decay', decay)
  const sizes = Array.from({ length: count }, (_, period) => growth ** period)
  const whole = sizes.reduce((sum, size) => sum + size, 0)
  return schedule(`${count} times ${each.description}`, (step, steps) => {
    let begin = 0
    let period = 0
    // The end of a period is the start of the next, except for the last.
    while (period < count - 1 && step >= begin + (sizes[period] / whole) * steps) {
      begin += (sizes[period] / whole) * steps
      period++
    }
    return decay ** period * each.at(Math.max(0, step - begin), (sizes[period] / whole) * steps)
  })
}

function followed(first: Schedule, length: Length, next: Schedule): Schedule {
  return schedule(`${first.description} for ${length}, then ${next.description}`, (step, steps) => {
    const change = stepsOf(length, steps)
    return step < change || change >= steps ? first.at(step, change) : next.at(step - change, steps - change)
  })
}
