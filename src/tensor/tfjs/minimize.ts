import { setImmediate } from 'node:timers/promises'
import { badTensorOption } from '../messages.ts'
import type { Optimizer, Scalar, Variable } from './tf.ts'

export interface MinimizeOptions {
  readonly optimizer: Optimizer
  /** At least 1. */
  readonly steps: number
  /** What may change; a model's are `model.trainableWeights.map((w) => w.read())`. Default: every trainable variable. */
  readonly variables?: readonly Variable[]
  /** Called, and awaited, with the loss before the step, every `reportEvery` steps and at the last. */
  readonly onStep?: (progress: { readonly step: number; readonly loss: number }) => void | Promise<void>
  /** Default 100. */
  readonly reportEvery?: number
  readonly signal?: AbortSignal
}

/** How a training came to its end. */
export interface Minimized {
  readonly steps: number
  /** The last loss that was reported. */
  readonly loss: number
  readonly stopReason: 'schedule' | 'diverged'
}

/**
 * Minimises a loss of any variables: of a `tf.layers` model, of a network's derivatives (`fieldOf`), of both. The loss is
 * read, and the event loop gets a turn, only at reports: reading it makes a GPU wait.
 *
 * @throws InputError `tensor/bad-option`
 * @throws the reason of `signal`, and whatever `onStep` throws
 */
export async function minimize(loss: () => Scalar, options: MinimizeOptions): Promise<Minimized> {
  const { optimizer, steps, variables, onStep, reportEvery = 100, signal } = options
  if (!(Number.isSafeInteger(steps) && steps >= 1)) throw badTensorOption('steps', steps, 'a whole number, 1 or above')
  let last = Number.NaN
  for (let step = 1; step <= steps; step++) {
    const isReported = step % reportEvery === 0 || step === steps
    const cost = optimizer.minimize(loss, isReported, variables === undefined ? undefined : [...variables])
    if (!isReported || cost === null) continue
    last = (await cost.data())[0]
    cost.dispose()
    await onStep?.({ step, loss: last })
    if (!Number.isFinite(last)) return { steps: step, loss: last, stopReason: 'diverged' }
    await setImmediate()
    signal?.throwIfAborted()
  }
  return { steps, loss: last, stopReason: 'schedule' }
}
