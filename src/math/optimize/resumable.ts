import { copyArrays, restoreArrays, type StateArrays } from './optimizer-state.ts'
import type { Optimizer, StopReason } from './optimizer.ts'

/** The numbers of every optimiser; it keeps its own beside them. */
export interface Progress {
  loss: number
  iterations: number
  evaluations: number
}

/** The numbers of an optimiser before its first step. */
export function noProgress(): Progress {
  return { loss: Number.NaN, iterations: 0, evaluations: 0 }
}

/**
 * An optimiser made of its step and of all that the step changes, which is then what is stored and restored.
 *
 * `step` is not called any more once it has returned a reason to stop, until the objective changes.
 */
export function resumable(parts: {
  readonly kind: string
  readonly arrays: StateArrays & { readonly x: Float64Array }
  readonly numbers: Progress
  readonly step: () => StopReason | null
  /** Drops what was computed of the old objective. Default: there is nothing. */
  readonly objectiveChanged?: () => void
}): Optimizer {
  const { kind, arrays, numbers, step, objectiveChanged } = parts
  let stopReason: StopReason | null = null
  return {
    x: arrays.x,
    get loss() {
      return numbers.loss
    },
    get iterations() {
      return numbers.iterations
    },
    get evaluations() {
      return numbers.evaluations
    },
    get stopReason() {
      return stopReason
    },
    step: () => (stopReason ??= step()),
    objectiveChanged() {
      stopReason = null
      objectiveChanged?.()
    },
    state: () => ({ kind, stopReason, numbers: { ...numbers }, arrays: copyArrays(arrays) }),
    restore(state) {
      restoreArrays(state, kind, arrays)
      Object.assign(numbers, state.numbers)
      stopReason = state.stopReason as StopReason | null
    },
  }
}
