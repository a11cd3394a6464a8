import type { LeastSquares } from '../../../math/optimize/levenberg-marquardt.ts'
import type { Objective } from '../../../math/optimize/optimizer.ts'
import type { MatrixBlock } from '../../../math/optimize/soap.ts'
import type { PaceMetrics } from '../../schedules/pace-rule.ts'
import type { PacedLoss } from '../engines/run-engine.ts'
import { balanceLoss, type LossBalancing } from './loss-balancing.ts'
import { pinnLoss, type PinnLoss } from '../pinn-loss.ts'
import type { TermPoints } from '../term-batch.ts'
import type { TrainPlan } from '../train-options.ts'
import type { TrainingRun } from './training-run.ts'

/** The loss of a run, whose points change on the way. */
export interface ChangingLoss<Term extends string> {
  readonly objective: Objective
  readonly leastSquares: LeastSquares
  /** For optimisers of first order. */
  readonly paced: PacedLoss
  /** Where the weight matrices of the network are. */
  readonly matrices: readonly MatrixBlock[]
  current(): PinnLoss<Term>
  points(): TermPoints<Term>
  /** Null where the weights are fixed. */
  readonly balancing: LossBalancing<Term> | null
  /** Changes the points if that is due after so many steps. Says whether they are others than before. */
  moveTo(steps: number, parameters: Float64Array): boolean
  /** The weighted losses at `parameters`, without factors of single points: on the points of now, and on the held-out ones. */
  metrics(parameters: Float64Array): PaceMetrics
  /** Goes on with these points. */
  restore(points: TermPoints<Term>): void
}

export function changingLoss<Term extends string>(run: TrainingRun<Term>, plan: TrainPlan<Term>): ChangingLoss<Term> {
  const { collocation } = run
  let points = collocation.first()
  let loss = run.engine.lossOn(points)
  const { balancing: rule, weights, seed } = plan
  const balancing = rule === null ? null : balanceLoss(loss, { rule, weights, seed, time: run.time })
  const restore = (given: TermPoints<Term>): void => {
    points = given
    loss = run.engine.lossOn(given)
    balancing?.moveTo(loss)
  }
  return {
    objective: (x, gradient) => loss.objective(x, gradient),
    leastSquares: {
      get count() {
        return loss.leastSquares.count
      },
      evaluate: (x, residuals) => loss.leastSquares.evaluate(x, residuals),
      linearize: (x, residuals, jacobian) => loss.leastSquares.linearize(x, residuals, jacobian),
    },
    paced: {
      objective: (x, gradient) => loss.paced.objective(x, gradient),
      ahead: (x) => loss.paced.ahead(x),
    },
    matrices: run.heldOut.network.layout.layers.map(({ weights: offset, outputs: rows, inputs: columns }) => ({
      offset,
      rows,
      columns,
    })),
    current: () => loss,
    points: () => points,
    balancing,
    moveTo(steps, parameters) {
      if (!collocation.isDue(steps)) return false
      restore(collocation.next(points, { steps, parameters }))
      return true
    },
    metrics(parameters) {
      const current = balancing?.weights() ?? weights
      return {
        loss: weightedLoss(loss, current, parameters),
        validationLoss: weightedLoss(pinnLoss(run.heldOut, weights), current, parameters),
      }
    },
    restore,
  }
}

function weightedLoss<Term extends string>(
  loss: PinnLoss<Term>,
  weights: Readonly<Record<Term, number>>,
  parameters: Float64Array,
): number {
  loss.evaluate(parameters)
  const losses = loss.termLosses()
  return loss.batch.terms.reduce((sum, { name }) => sum + weights[name] * losses[name], 0)
}
