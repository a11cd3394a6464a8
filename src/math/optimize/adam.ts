/**
 * Adam: Kingma and Ba 2015, "Adam: a method for stochastic optimization", algorithm 1 with bias correction.
 *
 * | symbol | meaning                            | default |
 * | ------ | ---------------------------------- | ------- |
 * | α      | learning rate                      | none    |
 * | β₁ β₂  | decay of the two moment estimates  | 0.9, 0.999 |
 * | ε      | keeps the division finite          | 1e-8    |
 * | m v    | first and second moment estimates  | 0       |
 * | t      | iteration, from 1                  |         |
 */
import { maxNorm, type Objective, type Optimizer, type StopReason } from './optimizer.ts'
import { requirePositive, requireFraction } from './messages.ts'

export interface AdamOptions {
  /** α > 0: about the size of the first change of every coordinate. */
  readonly learningRate: number
  /** β₁ in [0, 1). */
  readonly beta1?: number
  /** β₂ in [0, 1). */
  readonly beta2?: number
  /** ε > 0. */
  readonly epsilon?: number
}

/**
 * Adam from a copy of `start`. It never converges on its own: it stops only where loss or gradient is not finite, and then
 * leaves `x` at the offending point. `loss` belongs to the point before the last update.
 *
 * @throws InputError `optimize/bad-option`
 */
export function adam(objective: Objective, start: Float64Array, options: AdamOptions): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  requirePositive('learningRate', learningRate)
  requireFraction('beta1', beta1)
  requireFraction('beta2', beta2)
  requirePositive('epsilon', epsilon)
  const x = start.slice()
  const gradient = new Float64Array(x.length)
  const m = new Float64Array(x.length)
  const v = new Float64Array(x.length)
  let loss = Number.NaN
  let iterations = 0
  let stopReason: StopReason | null = null

  function update(): void {
    const rate = learningRate / (1 - beta1 ** iterations)
    const correction = 1 / (1 - beta2 ** iterations)
    for (let i = 0; i < x.length; i++) {
      const g = gradient[i]
      m[i] = beta1 * m[i] + (1 - beta1) * g
      v[i] = beta2 * v[i] + (1 - beta2) * g * g
      x[i] -= (rate * m[i]) / (Math.sqrt(v[i] * correction) + epsilon)
    }
  }

  return {
    x,
    get loss() {
      return loss
    },
    get iterations() {
      return iterations
    },
    get evaluations() {
      return iterations
    },
    get stopReason() {
      return stopReason
    },
    step() {
      if (stopReason !== null) return stopReason
      loss = objective(x, gradient)
      iterations++
      if (Number.isFinite(loss) && Number.isFinite(maxNorm(gradient))) update()
      else stopReason = 'not-finite'
      return stopReason
    },
  }
}
