/**
 * Adam: Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1 with bias correction. AdamW:
 * Loshchilov and Hutter 2019, "Decoupled weight decay regularization", algorithm 2.
 *
 * | symbol | meaning                            | default |
 * | ------ | ---------------------------------- | ------- |
 * | α      | learning rate                      | none    |
 * | β₁ β₂  | decay of the two moment estimates  | 0.9, 0.999 |
 * | ε      | keeps the division finite          | 1e-8    |
 * | λ      | weight decay                       | 0; AdamW 1e-2 |
 * | m v    | first and second moment estimates  | 0       |
 * | t      | iteration, from 1                  |         |
 */
import { firstOrder, type UpdateRule } from './first-order.ts'
import { requireFraction, requireNotNegative, requirePositive } from './messages.ts'
import type { FirstOrderOptimizer, Objective } from './optimizer.ts'

export interface AdamOptions {
  /** α > 0: about the size of the first change of every coordinate. */
  readonly learningRate: number
  /** β₁ in [0, 1). */
  readonly beta1?: number
  /** β₂ in [0, 1). */
  readonly beta2?: number
  /** ε > 0. */
  readonly epsilon?: number
  /** λ ≥ 0: `adam` adds λx to the gradient, `adamW` shrinks x by αλx beside the step. */
  readonly weightDecay?: number
}

/**
 * Adam from a copy of `start`. It never converges on its own: it stops only where loss or gradient is not finite, and then
 * leaves `x` at the offending point. `loss` belongs to the point before the last update.
 *
 * @throws InputError `optimize/bad-option`
 */
export function adam(objective: Objective, start: Float64Array, options: AdamOptions): FirstOrderOptimizer {
  return firstOrder(objective, start, adamRule('adam', start.length, { weightDecay: 0, ...options }))
}

/**
 * Adam whose weight decay does not pass through the moment estimates, so that it is the same for every coordinate.
 *
 * @throws InputError `optimize/bad-option`
 */
export function adamW(objective: Objective, start: Float64Array, options: AdamOptions): FirstOrderOptimizer {
  return firstOrder(objective, start, adamRule('adamW', start.length, { weightDecay: 1e-2, ...options }))
}

function adamRule(
  kind: 'adam' | 'adamW',
  coordinates: number,
  options: AdamOptions & { readonly weightDecay: number },
): UpdateRule {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay } = options
  requirePositive('learningRate', learningRate)
  requireFraction('beta1', beta1)
  requireFraction('beta2', beta2)
  requirePositive('epsilon', epsilon)
  requireNotNegative('weightDecay', weightDecay)
  const m = new Float64Array(coordinates)
  const v = new Float64Array(coordinates)
  return {
    kind,
    learningRate,
    weightDecay,
    memory: { m, v },
    update({ x, gradient, iteration, learningRate, weightDecay }) {
      const rate = learningRate / (1 - beta1 ** iteration)
      const correction = 1 / (1 - beta2 ** iteration)
      const coupled = kind === 'adam' ? weightDecay : 0
      const shrink = kind === 'adam' ? 1 : 1 - learningRate * weightDecay
      for (let i = 0; i < x.length; i++) {
        const g = gradient[i] + coupled * x[i]
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        x[i] = shrink * x[i] - (rate * m[i]) / (Math.sqrt(v[i] * correction) + epsilon)
      }
    },
  }
}
