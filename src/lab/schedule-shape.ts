import { float } from '../hpo/space/kinds/float.ts'
import { int } from '../hpo/space/kinds/int.ts'
import { oneOf } from '../hpo/space/kinds/one-of.ts'

export interface ScheduleShapeOptions {
  /** Lowest and highest learning rate at the peak; default 1e-4 to 1e-2, searched on a log scale. */
  readonly peak?: readonly [low: number, high: number]
  /** The longest warm-up, as a share of the training in (0, 1); default 0.2. */
  readonly longestWarmup?: number
}

/**
 * The learning rate and its schedule as parameters of a space, to be spread into it. What a trial gets is what
 * `schedules.named` takes: `schedules.named({ ...p.lr_schedule, peak: p.lr, warmup: p.warmup_ratio })`.
 *
 * @example space({ ...scheduleShape({ peak: [1e-4, 1e-2] }), width: int(8, 64) })
 */
export function scheduleShape({ peak = [1e-4, 1e-2], longestWarmup = 0.2 }: ScheduleShapeOptions = {}) {
  const end = float(1e-4, 1).log().doc('The value at the end as a share of the peak.')
  return {
    lr: float(peak[0], peak[1]).log(),
    lr_schedule: oneOf('name', {
      constant: {},
      linear: { end },
      cosine: { end, restarts: int(1, 5) },
      exponential: { end },
      polynomial: { end, power: float(0.5, 4).log() },
      step: { end },
    }),
    warmup_ratio: float(0, longestWarmup),
  }
}
