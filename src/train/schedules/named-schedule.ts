import { checkOptionNames } from '../../base/check-argument.ts'
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { exponential } from './exponential.ts'
import { linear } from './linear.ts'
import { unknownSchedule } from './messages.ts'
import { polynomial } from './polynomial.ts'
import { requirePositive, requireValue, type Length, type Schedule } from './schedule.ts'
import { step } from './step.ts'

/** A schedule in numbers and names, which is what a study can search. */
export interface NamedSchedule {
  readonly name: ScheduleName
  /** The highest value, above 0: where the decay starts. */
  readonly peak: number
  /** The value at the end as a share of `peak`, in (0, 1]; default 0.01. `constant` has none. */
  readonly end?: number
  /** Default 0: none. */
  readonly warmup?: Length
  /** How often the decay is run through, at least 1; default 1. */
  readonly restarts?: number
  /** Of `polynomial`, above 0; default 2. */
  readonly power?: number
}

const shapes = {
  constant: ({ peak }: Shape) => constant(peak),
  linear: ({ peak, end }: Shape) => linear({ from: peak, to: end * peak }),
  cosine: ({ peak, end }: Shape) => cosine({ from: peak, to: end * peak }),
  exponential: ({ peak, end }: Shape) => exponential({ from: peak, factor: end ** 0.1, every: 0.1 }),
  staircase: ({ peak, end }: Shape) => exponential({ from: peak, factor: end ** 0.1, every: 0.1, staircase: true }),
  step: ({ peak, end }: Shape) => step({ from: peak, factor: Math.sqrt(end) }),
  polynomial: ({ peak, end, power }: Shape) => polynomial({ from: peak, to: end * peak, power }),
}

type Shape = Required<Pick<NamedSchedule, 'peak' | 'end' | 'power'>>

export type ScheduleName = keyof typeof shapes

export const scheduleNames = Object.keys(shapes) as ScheduleName[]

/**
 * The schedule that a trial has suggested.
 *
 * @throws InputError `schedules/unknown`, `schedules/bad-option`, `schedules/bad-length`
 */
export function named(options: NamedSchedule): Schedule {
  checkOptionNames('schedules.named', options, ['name', 'peak', 'end', 'warmup', 'restarts', 'power'])
  const { name, peak, end = 0.01, warmup = 0, restarts = 1, power = 2 } = options
  if (!Object.hasOwn(shapes, name)) throw unknownSchedule(name, scheduleNames)
  requirePositive('peak', peak)
  requireValue('end', end)
  const decay = shapes[name]({ peak, end, power })
  const repeated = restarts === 1 ? decay : decay.restarts(restarts)
  return warmup === 0 ? repeated : repeated.warmup(warmup)
}
