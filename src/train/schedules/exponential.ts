import { checkOptionNames } from '../../base/check-argument.ts'
import { badScheduleOption } from './messages.ts'
import {
  requireLength,
  requirePositive,
  requireValue,
  schedule,
  stepsOf,
  type Length,
  type Schedule,
} from './schedule.ts'

export interface ExponentialOptions {
  /** At the start, 0 or above. */
  readonly from: number
  /** What the value is multiplied with, above 0. */
  readonly factor: number
  /** After how long it has been multiplied once, above 0. */
  readonly every: Length
  /** Whether it falls in steps, once at the end of each stretch, instead of steadily. Default false. */
  readonly staircase?: boolean
}

/** from · factor^(step / every), with the exponent rounded down if `staircase`. */
export function exponential(options: ExponentialOptions): Schedule {
  checkOptionNames('schedules.exponential', options, ['from', 'factor', 'every', 'staircase'])
  const { from, factor, every, staircase = false } = options
  requireValue('from', from)
  requirePositive('factor', factor)
  requireLength('every', every)
  if (every === 0) throw badScheduleOption('every', every, 'a length above 0')
  return schedule(`exponential(${from}, ${factor} every ${every})`, (step, steps) => {
    const times = step / stepsOf(every, steps)
    // A stretch that ends on this very step has ended, whatever rounding makes of the division.
    return from * factor ** (staircase ? Math.floor(times + 1e-12) : times)
  })
}
