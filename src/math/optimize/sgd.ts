/**
 * Gradient descent with momentum: Polyak 1964; Nesterov's variant as Sutskever et al. 2013, "On the importance of
 * initialization and momentum in deep learning", write it, in the form of PyTorch.
 *
 * | symbol | meaning                                | default |
 * | ------ | -------------------------------------- | ------- |
 * | α      | learning rate                          | none    |
 * | μ      | momentum                               | 0       |
 * | λ      | weight decay, added to the gradient    | 0       |
 * | d      | g + λx                                 |         |
 * | v      | velocity: v := μv + d                  | 0       |
 */
import { firstOrder } from './first-order.ts'
import { requireFraction, requireNotNegative, requirePositive } from './messages.ts'
import type { FirstOrderOptimizer, Objective } from './optimizer.ts'

export interface SgdOptions {
  /** α > 0. */
  readonly learningRate: number
  /** μ in [0, 1). */
  readonly momentum?: number
  /** Whether a step goes by μv + d, which looks ahead, instead of by v. Default false. */
  readonly nesterov?: boolean
  /** λ ≥ 0. */
  readonly weightDecay?: number
}

/**
 * Gradient descent from a copy of `start`; stops as Adam does.
 *
 * @throws InputError `optimize/bad-option`
 */
export function sgd(objective: Objective, start: Float64Array, options: SgdOptions): FirstOrderOptimizer {
  const { learningRate, momentum = 0, nesterov = false, weightDecay = 0 } = options
  requirePositive('learningRate', learningRate)
  requireFraction('momentum', momentum)
  requireNotNegative('weightDecay', weightDecay)
  const velocity = new Float64Array(start.length)
  return firstOrder(objective, start, {
    kind: 'sgd',
    learningRate,
    weightDecay,
    memory: { velocity },
    update({ x, gradient, learningRate, weightDecay }) {
      for (let i = 0; i < x.length; i++) {
        const d = gradient[i] + weightDecay * x[i]
        velocity[i] = momentum * velocity[i] + d
        x[i] -= learningRate * (nesterov ? momentum * velocity[i] + d : velocity[i])
      }
    },
  })
}
