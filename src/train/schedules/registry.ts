import { adaptive } from './adaptive.ts'
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { exponential } from './exponential.ts'
import { linear } from './linear.ts'
import { named } from './named-schedule.ts'
import { plateau } from './plateau.ts'
import { polynomial } from './polynomial.ts'
import { step } from './step.ts'

/** How numbers change during a training: `schedules.cosine({ from: 1e-2 }).warmup(0.05)`. */
export const schedules = {
  constant,
  linear,
  cosine,
  exponential,
  step,
  polynomial,
  /** The schedule that a study has found by its name and numbers. */
  named,
  /** Lowers a rate when the loss no longer falls. */
  plateau,
  /** Lowers the rate on plateaus, and raises the weight decay on overfitting. */
  adaptive,
}
