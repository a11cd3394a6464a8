/**
 * RMSProp: Tieleman and Hinton 2012, lecture 6.5 of "Neural networks for machine learning"; momentum and centring as Graves
 * 2013, "Generating sequences with recurrent neural networks", equations 38-45, in the form of PyTorch.
 *
 * | symbol | meaning                                     | default |
 * | ------ | ------------------------------------------- | ------- |
 * | α      | learning rate                               | none    |
 * | ρ      | decay of the averages                       | 0.99    |
 * | ε      | keeps the division finite                   | 1e-8    |
 * | μ      | momentum                                    | 0       |
 * | λ      | weight decay, added to the gradient         | 0       |
 * | v, ḡ   | averages of g² and, where centred, of g      | 0       |
 */
import { firstOrder } from './first-order.ts'
import { requireFraction, requireNotNegative, requirePositive } from './messages.ts'
import type { FirstOrderOptimizer, Objective } from './optimizer.ts'

export interface RmsPropOptions {
  /** α > 0. */
  readonly learningRate: number
  /** ρ in [0, 1). */
  readonly decay?: number
  /** ε > 0. */
  readonly epsilon?: number
  /** μ in [0, 1). */
  readonly momentum?: number
  /** Whether to divide by the standard deviation of the gradient instead of its root mean square. Default false. */
  readonly centered?: boolean
  /** λ ≥ 0. */
  readonly weightDecay?: number
}

/**
 * RMSProp from a copy of `start`; stops as Adam does.
 *
 * @throws InputError `optimize/bad-option`
 */
export function rmsProp(objective: Objective, start: Float64Array, options: RmsPropOptions): FirstOrderOptimizer {
  const { learningRate, decay = 0.99, epsilon = 1e-8, momentum = 0, centered = false, weightDecay = 0 } = options
  requirePositive('learningRate', learningRate)
  requireFraction('decay', decay)
  requirePositive('epsilon', epsilon)
  requireFraction('momentum', momentum)
  requireNotNegative('weightDecay', weightDecay)
  const square = new Float64Array(start.length)
  const mean = new Float64Array(start.length)
  const velocity = new Float64Array(start.length)
  return firstOrder(objective, start, {
    kind: 'rmsProp',
    learningRate,
    weightDecay,
    memory: { square, mean, velocity },
    update({ x, gradient, learningRate, weightDecay }) {
      for (let i = 0; i < x.length; i++) {
        const g = gradient[i] + weightDecay * x[i]
        square[i] = decay * square[i] + (1 - decay) * g * g
        if (centered) mean[i] = decay * mean[i] + (1 - decay) * g
        // Rounding can make a variance of 0 slightly negative.
        const spread = Math.sqrt(Math.max(0, square[i] - mean[i] * mean[i])) + epsilon
        velocity[i] = momentum * velocity[i] + g / spread
        x[i] -= learningRate * velocity[i]
      }
    },
  })
}
