import { checkOptionNames } from '../../base/check-argument.ts'
import { requireValue, schedule, type Schedule } from './schedule.ts'

export interface CosineOptions {
  /** At the start, 0 or above. */
  readonly from: number
  /** At the end, 0 or above; default 0. */
  readonly to?: number
}

/** Half a cosine (Loshchilov and Hutter 2017, "SGDR", equation 5): to + (from − to) (1 + cos(π step / steps)) / 2. */
export function cosine(options: CosineOptions): Schedule {
  checkOptionNames('schedules.cosine', options, ['from', 'to'])
  const { from, to = 0 } = options
  requireValue('from', from)
  requireValue('to', to)
  return schedule(
    `cosine(${from} → ${to})`,
    (step, steps) => to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * (step / steps))),
  )
}
