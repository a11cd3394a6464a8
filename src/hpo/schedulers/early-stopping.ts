import { z } from 'zod'
import { badArgument } from '../../base/check-argument.ts'
import { compareValues, type Direction, minimizeSign } from '../core/direction.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { fillFrom } from './fill-from.ts'
import { nothingToRestore } from './messages.ts'

/** When to stop. */
export interface EarlyStoppingOptions {
  /** How many updates in a row may bring no improvement: the last of them stops; a whole number ≥ 1, default 10. */
  readonly patience?: number
  /** By how much a value must be better than the best to count as an improvement; ≥ 0, default 0. */
  readonly minDelta?: number
  /** Whether smaller or larger values are better; default `'minimize'`. */
  readonly direction?: Direction
  /** Keeps a copy of the weights of the best update, for `restore`; default true. */
  readonly restoreBest?: boolean
}

/** Follows one training run. */
export interface EarlyStopping {
  /**
   * Takes the value after a step and, to be able to restore them, the weights that gave it: typed arrays, in lists and
   * objects of any depth. Answers whether to stop. NaN is no improvement.
   *
   * @param step its place in the run, such as the epoch. Default: the number of updates before
   */
  update(value: number, weights?: unknown, step?: number): boolean
  /** The best value so far; NaN before there is one. */
  readonly bestValue: number
  /** The step of the best value; null before there is one. */
  readonly bestStep: number | null
  /** The step at which `update` first answered true; null before. */
  readonly stoppedStep: number | null
  /**
   * Writes the best weights back into `weights`, bit by bit: typed arrays, lists and objects are filled in place.
   *
   * @throws StateError `early-stopping/nothing-kept` when no weights were kept
   * @throws InputError `early-stopping/other-shape` when `weights` is shaped otherwise than what was kept; it is then left
   *   as it was
   */
  restore<W extends object>(weights: W): W
  /** Forgets everything, for the next run. */
  reset(): void
}

const minDelta = 'a number, at least 0'
const schema = z.strictObject({
  patience: wholeNumber(1).default(10),
  minDelta: z.number(minDelta).min(0, minDelta).default(0),
  direction: z.enum(['minimize', 'maximize'], '"minimize" or "maximize"').default('minimize'),
  restoreBest: z.boolean('true or false').default(true),
})

/**
 * Ends a training loop that no longer improves, and brings back the weights of its best moment. It belongs to the loop,
 * not to a study: use it with or without one.
 *
 * ```ts
 * const stopping = earlyStopping({ patience: 20, minDelta: 1e-5 })
 * for (let epoch = 0; epoch < 1000; epoch++) {
 *   const loss = trainOneEpoch(weights)
 *   if (stopping.update(loss, weights)) break
 * }
 * stopping.restore(weights)
 * ```
 *
 * @throws InputError `scheduler/bad-option`, `scheduler/unknown-option`
 */
export function earlyStopping(options?: EarlyStoppingOptions): EarlyStopping {
  const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'earlyStopping' })
  let state = unstarted
  return {
    get bestValue() {
      return state.bestValue
    },
    get bestStep() {
      return state.bestStep
    },
    get stoppedStep() {
      return state.stoppedStep
    },
    update(value, weights, step = state.updates) {
      if (typeof value !== 'number')
        throw badArgument({ call: 'update', what: 'the value', value, allowed: 'a number, NaN when there is none' })
      const better = isBetter(value, state.bestValue, settings)
      const idle = better ? 0 : state.idle + 1
      const stop = idle >= settings.patience
      state = {
        ...state,
        ...(better && { bestValue: value, bestStep: step }),
        ...(better && settings.restoreBest && weights !== undefined && { kept: { weights: structuredClone(weights) } }),
        updates: state.updates + 1,
        idle,
        stoppedStep: state.stoppedStep ?? (stop ? step : null),
      }
      return stop
    },
    restore(weights) {
      if (state.kept === null) throw nothingToRestore(settings.restoreBest)
      fillFrom(weights, state.kept.weights)
      return weights
    },
    reset() {
      state = unstarted
    },
  }
}

interface Progress {
  readonly updates: number
  readonly bestValue: number
  readonly bestStep: number | null
  readonly stoppedStep: number | null
  /** Updates since the last improvement. */
  readonly idle: number
  readonly kept: { readonly weights: unknown } | null
}

const unstarted: Progress = {
  updates: 0,
  bestValue: Number.NaN,
  bestStep: null,
  stoppedStep: null,
  idle: 0,
  kept: null,
}

function isBetter(
  value: number,
  best: number,
  { direction, minDelta }: { readonly direction: Direction; readonly minDelta: number },
): boolean {
  if (Number.isNaN(value) || Number.isNaN(best)) return !Number.isNaN(value)
  // An infinite best value would swallow the difference.
  if (minDelta === 0) return compareValues(direction, value, best) < 0
  return minimizeSign(direction) * (best - value) > minDelta
}
