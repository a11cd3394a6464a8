import { requireNotNegative } from './messages.ts'
import type { StateArrays } from './optimizer-state.ts'
import { maxNorm, type FirstOrderOptimizer, type Objective } from './optimizer.ts'
import { noProgress, resumable } from './resumable.ts'

/** One update of the point, as a rule that owns its averages. */
export interface UpdateRule {
  /** Names the optimiser in its state. */
  readonly kind: string
  readonly learningRate: number
  readonly weightDecay: number
  /** What the rule remembers between updates. */
  readonly memory: StateArrays
  /** Moves `x`. It may use `gradient` as scratch. */
  update(move: Move): void
}

export interface Move {
  readonly x: Float64Array
  readonly gradient: Float64Array
  /** From 1. */
  readonly iteration: number
  readonly learningRate: number
  readonly weightDecay: number
}

/**
 * An optimiser that moves once per gradient, by `rule`, from a copy of `start`. It never converges on its own: it stops only
 * where loss or gradient is not finite, and then leaves `x` at the offending point. `loss` belongs to the point before the
 * last update.
 *
 * @throws InputError `optimize/bad-option`
 */
export function firstOrder(objective: Objective, start: Float64Array, rule: UpdateRule): FirstOrderOptimizer {
  const x = start.slice()
  const gradient = new Float64Array(x.length)
  const numbers = { ...noProgress(), learningRate: rule.learningRate, weightDecay: rule.weightDecay }
  const optimizer = resumable({
    kind: rule.kind,
    arrays: { x, ...rule.memory },
    numbers,
    step() {
      numbers.loss = objective(x, gradient)
      numbers.evaluations++
      const iteration = ++numbers.iterations
      if (!Number.isFinite(numbers.loss) || !Number.isFinite(maxNorm(gradient))) return 'not-finite'
      const { learningRate, weightDecay } = numbers
      rule.update({ x, gradient, iteration, learningRate, weightDecay })
      return null
    },
  })
  const setting = (name: 'learningRate' | 'weightDecay'): PropertyDescriptor => ({
    enumerable: true,
    get: () => numbers[name],
    set(value: number) {
      requireNotNegative(name, value)
      numbers[name] = value
    },
  })
  Object.defineProperties(optimizer, { learningRate: setting('learningRate'), weightDecay: setting('weightDecay') })
  return optimizer as FirstOrderOptimizer
}
