import type { LeastSquares } from '../../math/optimize/levenberg-marquardt.ts'
import type { Objective } from '../../math/optimize/optimizer.ts'
import { balanceLoss, type LossBalancing } from './loss-balancing.ts'
import type { PinnLoss } from './pinn-loss.ts'
import type { TrainPlan } from './train-options.ts'
import type { TrainingRun } from './training-run.ts'

/** The loss of a run, on other points after every `resampleEvery` steps. */
export interface ChangingLoss<Term extends string> {
  readonly objective: Objective
  readonly leastSquares: LeastSquares
  current(): PinnLoss<Term>
  /** Null where the weights are fixed. */
  readonly balancing: LossBalancing<Term> | null
  /** Says that so many steps were made, and whether the points are others than before. */
  moveTo(steps: number): boolean
}

export function changingLoss<Term extends string>(run: TrainingRun<Term>, plan: TrainPlan<Term>): ChangingLoss<Term> {
  let redraw = -1
  let loss = run.lossAt(0)
  const { count } = loss.leastSquares
  const { balancing: rule, weights, seed } = plan
  const balancing = rule === null ? null : balanceLoss(loss, { rule, weights, seed, time: run.time })
  return {
    objective: (x, gradient) => loss.objective(x, gradient),
    leastSquares: {
      count,
      evaluate: (x, residuals) => loss.leastSquares.evaluate(x, residuals),
      linearize: (x, residuals, jacobian) => loss.leastSquares.linearize(x, residuals, jacobian),
    },
    current: () => loss,
    balancing,
    moveTo(steps) {
      const wanted = plan.resampleEvery === 0 ? 0 : Math.floor(steps / plan.resampleEvery)
      if (wanted === redraw) return false
      if (wanted > 0) {
        loss = run.lossAt(wanted)
        balancing?.moveTo(loss)
      }
      redraw = wanted
      return true
    },
  }
}
