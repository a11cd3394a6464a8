import type { Balance, BalancingRule, BalancingSetup, GradientSizes, Observation } from './balancing-rule.ts'
import { badTerms, foreignBalancing, missingObservation } from './messages.ts'

/** How a rule looks at the training. Each function is called only if a rule needs it. */
export interface Probe {
  /** L_k of every term. */
  losses(): readonly number[]
  /** g_k of term k; may be overwritten by the next call. */
  gradient(term: number): Float64Array
  /** mean_i ‖∇r_ki‖² of term k. */
  kernel(term: number): number
  /** r_ki² of the points of term k. */
  squares(term: number): readonly number[]
}

/** One update: what was seen, and the weights that it led to. */
export interface TraceEntry extends Balance {
  readonly observation: Observation
}

/** A rule at work on one training. */
export interface Balancer {
  readonly rule: BalancingRule
  /** What the loss is weighted with now. */
  readonly balance: Balance
  /** All updates so far. `replayBalance` makes the same weights of them. */
  readonly trace: readonly TraceEntry[]
  /** Whether the rule wants to look after this many optimiser steps. */
  isDue(step: number): boolean
  /** Looks, and decides on new weights. @returns them */
  observe(step: number, probe: Probe): Balance
  /** Says that the terms have other points from now on. */
  resampled(points: Pick<BalancingSetup, 'points' | 'times'>): void
  /** Everything that the next updates depend on; survives JSON. The trace is not part of it. */
  state(): BalancerState
  /** @throws InputError `balancing/bad-state` */
  restore(state: BalancerState): void
}

export interface BalancerState {
  readonly kind: string
  readonly state: unknown
}

/**
 * Starts balancing.
 *
 * @throws InputError `balancing/bad-terms`, and what the rule throws at its start
 */
export function createBalancer(rule: BalancingRule, given: BalancingSetup): Balancer {
  checkSetup(given)
  let setup = given
  let state = rule.start(setup)
  let balance = rule.balance(state, setup)
  const trace: TraceEntry[] = []
  return {
    rule,
    trace,
    get balance() {
      return balance
    },
    isDue: (step) => step % rule.every === 0,
    observe(step, probe) {
      const observation = look(step, probe, { rule, setup })
      state = rule.next(state, observation, setup)
      balance = rule.balance(state, setup)
      trace.push({ observation, ...balance })
      return balance
    },
    resampled(points) {
      setup = { ...setup, ...points }
      checkSetup(setup)
      state = rule.resampled(state, setup)
      balance = rule.balance(state, setup)
    },
    state: () => ({ kind: rule.kind, state }),
    restore(saved) {
      if (saved.kind !== rule.kind) throw foreignBalancing(rule.kind, saved.kind)
      state = saved.state
      balance = rule.balance(state, setup)
    },
  }
}

/**
 * The weights that `rule` makes of logged observations, one for each: bit for bit those of the training they come from, as
 * long as its points stayed the same.
 *
 * @throws InputError `balancing/missing-observation` when the log lacks what the rule needs
 */
export function replayBalance(
  rule: BalancingRule,
  setup: BalancingSetup,
  observations: readonly Observation[],
): Balance[] {
  checkSetup(setup)
  let state = rule.start(setup)
  return observations.map((observation) => {
    for (const need of rule.needs) if (observation[need] === undefined) throw missingObservation(rule.kind, need)
    state = rule.next(state, observation, setup)
    return rule.balance(state, setup)
  })
}

function look(
  step: number,
  probe: Probe,
  { rule, setup }: { rule: BalancingRule; setup: BalancingSetup },
): Observation {
  const losses = [...probe.losses()]
  if (losses.length !== setup.terms.length) throw badTerms(`There are ${losses.length} losses.`, setup)
  const indices = setup.terms.map((_, k) => k)
  return {
    step,
    losses,
    ...(rule.needs.includes('gradients') && { gradients: sizesOf(indices, probe) }),
    ...(rule.needs.includes('kernels') && { kernels: indices.map((k) => probe.kernel(k)) }),
    ...(rule.needs.includes('squares') && { squares: indices.map((k) => [...probe.squares(k)]) }),
  }
}

function sizesOf(terms: readonly number[], probe: Probe): GradientSizes {
  const sizes = terms.map((k) => sizeOf(probe.gradient(k)))
  return {
    norms: sizes.map(({ norm }) => norm),
    largest: sizes.map(({ largest }) => largest),
    means: sizes.map(({ mean }) => mean),
  }
}

function sizeOf(gradient: Float64Array): { readonly norm: number; readonly largest: number; readonly mean: number } {
  let square = 0
  let largest = 0
  let sum = 0
  for (let i = 0; i < gradient.length; i++) {
    const size = Math.abs(gradient[i])
    square += size * size
    largest = Math.max(largest, size)
    sum += size
  }
  return { norm: Math.sqrt(square), largest, mean: sum / gradient.length }
}

function checkSetup(setup: BalancingSetup): void {
  const { terms, weights, points, times } = setup
  if (weights.length !== terms.length) throw badTerms(`There are ${weights.length} weights.`, setup)
  if (points.length !== terms.length) throw badTerms(`There are points for ${points.length} terms.`, setup)
  times?.forEach((of, k) => {
    if (of !== null && of.length !== points[k]) {
      throw badTerms(`Term "${terms[k]}" has ${points[k]} points and ${of.length} times.`, setup)
    }
  })
}
