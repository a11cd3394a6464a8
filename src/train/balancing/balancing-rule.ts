/**
 * The weights of the terms of a loss Σ_k w_k · mean_i(p_ki · r_ki²), as controllers that watch the training.
 *
 * | symbol | meaning                                             | shape              |
 * | ------ | --------------------------------------------------- | ------------------ |
 * | r_ki   | residual of term k at its point i                    | [terms][points]    |
 * | L_k    | mean_i(r_ki²): the loss of a term, without weights    | [terms]            |
 * | g_k    | ∇L_k in the parameters of the network                 | [terms][parameters] |
 * | w_k    | weight of a term                                     | [terms]            |
 * | p_ki   | factor of a point, 1 unless a rule says otherwise     | [terms][points]    |
 */

/** The weights of a loss. */
export interface Balance {
  /** w_k, in the order of the terms. */
  readonly weights: readonly number[]
  /** p_ki for each term; null where every point counts the same. */
  readonly points: readonly (readonly number[] | null)[]
}

/** What does not change while the points stay. */
export interface BalancingSetup {
  /** Names of the terms. */
  readonly terms: readonly string[]
  /** The weights to start from, which the user gave: above 0, or 0 for a term that stays out of the loss. */
  readonly weights: readonly number[]
  /** How many points each term has. */
  readonly points: readonly number[]
  /** When each point is, for each term that has a time; default none. */
  readonly times?: readonly (ArrayLike<number> | null)[]
  /** Settles random choices. */
  readonly seed: string | number
}

/** What a rule may see of the training; `needs` says which parts must be there. Plain data, so that it can be logged. */
export interface Observation {
  /** Optimiser steps done, 0 before the first. */
  readonly step: number
  /** L_k. */
  readonly losses: readonly number[]
  /** Of g_k: ‖g_k‖₂, max |g_k| and mean |g_k|. */
  readonly gradients?: GradientSizes
  /** mean_i ‖∇r_ki‖²: the mean of the diagonal of the neural tangent kernel of each term. */
  readonly kernels?: readonly number[]
  /** r_ki². */
  readonly squares?: readonly (readonly number[])[]
}

export interface GradientSizes {
  readonly norms: readonly number[]
  readonly largest: readonly number[]
  readonly means: readonly number[]
}

/** What a rule wants to see, besides the losses, which cost nothing. */
export type Need = 'gradients' | 'kernels' | 'squares'

/**
 * A way to balance. All functions are pure, and states are plain data that survives JSON: the same observations give the
 * same weights bit for bit, today or from a log.
 */
export interface BalancingRule<State = unknown> {
  readonly kind: string
  /** Optimiser steps from one observation to the next, at least 1. */
  readonly every: number
  readonly needs: readonly Need[]
  /** Whether the terms' weights change only in their ratio, or the points' factors too. */
  readonly weighsPoints: boolean
  start(setup: BalancingSetup): State
  /** The state after an observation. */
  next(state: State, observation: Observation, setup: BalancingSetup): State
  /** The state when the terms have other points. */
  resampled(state: State, setup: BalancingSetup): State
  balance(state: State, setup: BalancingSetup): Balance
}

/** Factors of 1 for all points of all terms. */
export function equalPoints({ terms }: BalancingSetup): null[] {
  return terms.map(() => null)
}

/** A rule whose state is the weights themselves, and which leaves the points alone. */
export function weightRule(rule: {
  readonly kind: string
  readonly every: number
  readonly needs: readonly Need[]
  /** What the weights should be by this observation alone; NaN where it does not say. */
  readonly estimate: (observation: Observation, setup: BalancingSetup, old: readonly number[]) => readonly number[]
  /** Share of the old weight in the new one, in [0, 1). */
  readonly memory: number
}): BalancingRule<readonly number[]> {
  const { kind, every, needs, estimate, memory } = rule
  return {
    kind,
    every,
    needs,
    weighsPoints: false,
    start: ({ weights }) => weights,
    next: (old, observation, setup) =>
      estimate(observation, setup, old).map((estimated, k) =>
        setup.weights[k] > 0 && Number.isFinite(estimated) && estimated > 0
          ? memory * old[k] + (1 - memory) * estimated
          : old[k],
      ),
    resampled: (state) => state,
    balance: (weights, setup) => ({ weights, points: equalPoints(setup) }),
  }
}
