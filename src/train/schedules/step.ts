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

export interface StepOptions {
  /** At the start, 0 or above. */
  readonly from: number
  /** What the value is multiplied with at each of `at`, above 0; default 0.1. */
  readonly factor?: number
  /** When, each counted from the start; default at 0.5 and 0.75. */
  readonly at?: readonly Length[]
}

/** from · factor^(how many of `at` have passed). For steps at equal distances take a staircase `exponential`. */
export function step(options: StepOptions): Schedule {
  checkOptionNames('schedules.step', options, ['from', 'factor', 'at'])
  const { from, factor = 0.1, at = [0.5, 0.75] } = options
  requireValue('from', from)
  requirePositive('factor', factor)
  if (at.length === 0) throw badScheduleOption('at', at, 'one or more lengths')
  for (const length of at) requireLength('at', length)
  return schedule(
    `step(${from}, ${factor} at ${at.join(', ')})`,
    (now, steps) => from * factor ** at.filter((length) => now >= stepsOf(length, steps)).length,
  )
}
