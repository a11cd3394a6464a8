import { checkOptionNames } from '../../base/check-argument.ts'
import { requirePositive, requireValue, schedule, type Schedule } from './schedule.ts'

export interface PolynomialOptions {
  /** At the start, 0 or above. */
  readonly from: number
  /** At the end, 0 or above; default 0. */
  readonly to?: number
  /** Above 0; default 1, a straight line. */
  readonly power?: number
}

/** to + (from − to) (1 − step / steps)^power. */
export function polynomial(options: PolynomialOptions): Schedule {
  checkOptionNames('schedules.polynomial', options, ['from', 'to', 'power'])
  const { from, to = 0, power = 1 } = options
  requireValue('from', from)
  requireValue('to', to)
  requirePositive('power', power)
  return schedule(
    `polynomial(${from} → ${to}, power ${power})`,
    (step, steps) => to + (from - to) * (1 - step / steps) ** power,
  )
}
