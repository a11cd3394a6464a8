import type { FirstOrderOptimizer } from '../../../math/optimize/optimizer.ts'
import type { ChangingLoss } from './changing-loss.ts'
import type { PhasePace } from './phase-plan.ts'

/** The rate and the decay of an optimiser of first order, step after step. */
export interface Pace {
  /** Sets both for step `step` of the phase, after a look at the losses where that is due. */
  set(step: number): void
  /** Null for a schedule that does not look. */
  state(): unknown
  restore(state: unknown): void
}

export function createPace({ rule, growsWithLoss }: PhasePace, { steps, loss, optimizer }: Paced): Pace {
  let state = rule.start()
  return {
    set(step) {
      const at = { step, steps }
      if (rule.isDue(step)) state = rule.next(state, loss.metrics(optimizer.x), at)
      const { learningRate, weightDecay } = rule.settings(state, at)
      // Balancing is to change the ratios of the weights, and not how far the optimiser goes.
      optimizer.learningRate = growsWithLoss ? learningRate / (loss.balancing?.growth() ?? 1) : learningRate
      optimizer.weightDecay = weightDecay ?? 0
    },
    state: () => state,
    restore: (saved) => void (state = saved),
  }
}

interface Paced {
  /** Of the phase. */
  readonly steps: number
  readonly loss: ChangingLoss<string>
  readonly optimizer: FirstOrderOptimizer
}
