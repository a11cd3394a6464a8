import type { Seed } from '../../../base/rng.ts'
import { createBalancer, type BalancerState, type Probe, type TraceEntry } from '../../balancing/balancer.ts'
import type { BalancingRule, BalancingSetup } from '../../balancing/balancing-rule.ts'
import { meanOf } from '../../balancing/mean-of.ts'
import type { PinnLoss } from '../pinn-loss.ts'
import type { BatchTerm } from '../term-batch.ts'

/** A balancing rule at work on the loss of a training. */
export interface LossBalancing<Term extends string> {
  readonly trace: readonly TraceEntry[]
  /** The weights of the loss now. */
  weights(): Readonly<Record<Term, number>>
  /** How many times as large the loss has become by them: Σ weight × mean factor of the points, over its value at first. */
  growth(): number
  /** Looks if that is due after `steps` steps, and sets the weights of the loss. */
  look(steps: number, parameters: Float64Array): void
  /** Goes on with a loss on other points. */
  moveTo(loss: PinnLoss<Term>): void
  state(): BalancerState
  restore(state: BalancerState): void
}

export interface LossBalancingOptions<Term extends string> {
  readonly rule: BalancingRule
  readonly weights: Readonly<Record<Term, number>>
  readonly seed: Seed
  /** Which input is the time; −1 where none is. */
  readonly time: number
}

export function balanceLoss<Term extends string>(
  first: PinnLoss<Term>,
  { rule, weights, seed, time }: LossBalancingOptions<Term>,
): LossBalancing<Term> {
  const names = first.batch.terms.map(({ name }) => name)
  const balancer = createBalancer(rule, {
    terms: names,
    weights: names.map((name) => weights[name]),
    seed,
    ...pointsOf(first, time),
  })
  let loss = first
  const apply = (): void => {
    const { balance } = balancer
    loss.setWeights(record(names, balance.weights), record(names, balance.points))
  }
  apply()
  return {
    trace: balancer.trace,
    weights: () => record(names, balancer.balance.weights),
    growth() {
      const { weights: now, points } = balancer.balance
      const total = now.reduce((sum, weight, k) => sum + weight * (points[k] === null ? 1 : meanOf(points[k])), 0)
      return total / names.reduce((sum, name) => sum + weights[name], 0)
    },
    look(steps, parameters) {
      if (!balancer.isDue(steps)) return
      balancer.observe(steps, probeOf(loss, parameters))
      apply()
    },
    moveTo(next) {
      loss = next
      balancer.resampled(pointsOf(next, time))
      apply()
    },
    state: () => balancer.state(),
    restore(state) {
      balancer.restore(state)
      apply()
    },
  }
}

function record<Term extends string, Value>(names: readonly Term[], values: readonly Value[]): Record<Term, Value> {
  return Object.fromEntries(names.map((name, k) => [name, values[k]])) as Record<Term, Value>
}

function probeOf<Term extends string>(loss: PinnLoss<Term>, parameters: Float64Array): Probe {
  const { terms } = loss.batch
  const gradient = new Float64Array(parameters.length)
  let kernels: readonly number[] | null = null
  loss.evaluate(parameters)
  const losses = loss.termLosses()
  return {
    losses: () => terms.map(({ name }) => losses[name]),
    gradient(term) {
      loss.termGradient(terms[term].name, parameters, gradient)
      return gradient
    },
    kernel: (term) => (kernels ??= loss.kernels(parameters))[term],
    squares: (term) => Array.from(terms[term].residual.value, (value) => value * value),
  }
}

function pointsOf({ batch }: PinnLoss<string>, time: number): Pick<BalancingSetup, 'points' | 'times'> {
  return {
    points: batch.terms.map(({ count }) => count),
    ...(time >= 0 && { times: batch.terms.map((term) => timesOf(term, time)) }),
  }
}

/** When the points of a term are, if it holds inside the domain: those on a boundary wait for nothing. */
function timesOf({ points, count, inputs, term }: BatchTerm<string>, time: number): Float64Array | null {
  const column = (input: number): Float64Array =>
    Float64Array.from({ length: count }, (_, p) => points[p * term.width + input])
  const isInside = Array.from({ length: inputs }, (_, input) => column(input)).every(
    (values) => new Set(values).size > 2,
  )
  return isInside ? column(time) : null
}
