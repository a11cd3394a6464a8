import { requireNotNegative } from './messages.ts'
import { copyArrays, restoreArrays, type StateArrays } from './optimizer-state.ts'
import { maxNorm, type FirstOrderOptimizer, type Objective, type StopReason } from './optimizer.ts'

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
  const arrays = { x, ...rule.memory }
  let { learningRate, weightDecay } = rule
  let loss = Number.NaN
  let iterations = 0
  let stopReason: StopReason | null = null
  return {
    x,
    get learningRate() {
      return learningRate
    },
    set learningRate(rate) {
      requireNotNegative('learningRate', rate)
      learningRate = rate
    },
    get weightDecay() {
      return weightDecay
    },
    set weightDecay(decay) {
      requireNotNegative('weightDecay', decay)
      weightDecay = decay
    },
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
      if (Number.isFinite(loss) && Number.isFinite(maxNorm(gradient))) {
        rule.update({ x, gradient, iteration: iterations, learningRate, weightDecay })
      } else {
        stopReason = 'not-finite'
      }
      return stopReason
    },
    objectiveChanged() {
      stopReason = null
    },
    state: () => ({
      kind: rule.kind,
      stopReason,
      numbers: { loss, iterations, learningRate, weightDecay },
      arrays: copyArrays(arrays),
    }),
    restore(state) {
      restoreArrays(state, rule.kind, arrays)
      ;({ loss, iterations, learningRate, weightDecay } = state.numbers as Record<FirstOrderNumber, number>)
      stopReason = state.stopReason as StopReason | null
    },
  }
}

type FirstOrderNumber = 'loss' | 'iterations' | 'learningRate' | 'weightDecay'
