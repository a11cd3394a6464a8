import { badTensorOption } from '../messages.ts'
import type { NamedTensorMap, Optimizer, Tensor, Tf } from './tf.ts'

/** The learning rate for a step, counted from 0. */
export type LearningRate = number | ((step: number) => number)

/** Variables that learn at a pace of their own. */
export interface ParameterGroup {
  /** Whether a variable, by its name in TensorFlow.js (`dense_Dense1/kernel`), belongs to the group. */
  readonly match: (variable: string) => boolean
  /** What the scheduled rate is multiplied with; 0 freezes the variables. */
  readonly factor: number
}

export interface ScheduledOptimizerOptions {
  /** An optimiser of TensorFlow.js for a learning rate: `(rate) => tf.train.adam(rate)`. Called once a group. */
  readonly optimizer: (learningRate: number) => Optimizer
  readonly learningRate: LearningRate
  /** A variable belongs to the first group that matches it; the rest learns at the scheduled rate. Default: none. */
  readonly groups?: readonly ParameterGroup[]
}

/** An optimiser of TensorFlow.js, for `minimize` and `model.compile`, whose learning rate follows a schedule. */
export interface ScheduledOptimizer extends Optimizer {
  /** Steps done. */
  readonly step: number
  /** The rate of the next step, before factors of groups. */
  readonly nextRate: number
}

/**
 * Wraps an optimiser so that its learning rate follows a schedule, with groups of variables that learn slower or faster.
 *
 * @throws InputError `tensor/bad-option` when a rate or a factor is not a number of at least 0
 */
export function scheduledOptimizer(tf: Tf, options: ScheduledOptimizerOptions): ScheduledOptimizer {
  const { optimizer, learningRate, groups = [] } = options
  for (const { factor } of groups) requireRate('groups.factor', factor)
  const rateAt = (step: number): number => requireRate('learningRate', typeof learningRate === 'number' ? learningRate : learningRate(step)) // prettier-ignore
  const members = [...groups.map(({ factor }) => factor), 1].map((factor) => ({
    factor,
    inner: optimizer(rateAt(0) * factor),
  }))
  const memberOf = (name: string): number => {
    const index = groups.findIndex(({ match }) => match(name))
    return index < 0 ? groups.length : index
  }

  class Scheduled extends tf.Optimizer {
    step = 0

    get nextRate(): number {
      return rateAt(this.step)
    }

    applyGradients(given: NamedTensorMap | { name: string; tensor: Tensor }[]): void {
      const gradients = Array.isArray(given) ? given : Object.entries(given).map(([name, tensor]) => ({ name, tensor }))
      const rate = this.nextRate
      for (const [m, { factor, inner }] of members.entries()) {
        const own = gradients.filter(({ name }) => memberOf(name) === m)
        if (own.length === 0) continue
        setRate(inner, rate * factor)
        inner.applyGradients(own)
      }
      this.step++
    }

    override dispose(): void {
      for (const { inner } of members) inner.dispose()
      super.dispose()
    }

    getConfig(): ReturnType<Optimizer['getConfig']> {
      return members[groups.length].inner.getConfig()
    }

    override getClassName(): string {
      return members[groups.length].inner.getClassName()
    }
  }

  return new Scheduled()
}

/** SGD and Momentum keep the rate in a tensor, the others read a number at every step. */
function setRate(optimizer: Optimizer, rate: number): void {
  const settable = optimizer as Optimizer & { setLearningRate?: (rate: number) => void; learningRate?: number }
  if (typeof settable.setLearningRate === 'function') settable.setLearningRate(rate)
  else settable.learningRate = rate
}

function requireRate(name: string, rate: number): number {
  if (!(Number.isFinite(rate) && rate >= 0)) throw badTensorOption(name, rate, 'a finite number, 0 or above')
  return rate
}
