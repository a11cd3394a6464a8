import { checkOptionNames } from '../../base/check-argument.ts'
import { requireValue, schedule, type Schedule } from './schedule.ts'

export interface LinearOptions {
  /** At the start, 0 or above. */
  readonly from: number
  /** At the end, 0 or above; default 0. */
  readonly to?: number
}

/** A straight line: from + (to − from) · step / steps. */
export function linear(options: LinearOptions): Schedule {
  checkOptionNames('schedules.linear', options, ['from', 'to'])
  const { from, to = 0 } = options
  requireValue('from', from)
  requireValue('to', to)
  return schedule(`linear(${from} → ${to})`, (step, steps) => from + (to - from) * (step / steps))
}
