import { requireValue, schedule, type Schedule } from './schedule.ts'

/** Always `value`, 0 or above. */
export function constant(value: number): Schedule {
  requireValue('value', value)
  return schedule(`constant(${value})`, () => value)
}
