/**
 * GradNorm: Chen et al. 2018, "GradNorm: gradient normalization for adaptive loss balancing in deep multitask networks",
 * equations 1 and 2.
 *
 * | symbol | meaning                                                                        |
 * | ------ | ------------------------------------------------------------------------------ |
 * | G_k    | w_k ‖g_k‖, and Ḡ their mean                                                     |
 * | ϱ_k    | (L_k / L_k(0)) / mean_j (L_j / L_j(0)): how far behind a term is                  |
 * | α      | asymmetry: how much more a term gets that is behind                              |
 *
 * The weights descend Σ_k |G_k − Ḡ ϱ_kᵅ| with the target held constant. They do so in log w, divided by Ḡ, so that they stay
 * positive and the rate does not depend on the scale of the losses; after each step their mean is that at the start.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { equalPoints, type BalancingRule } from './balancing-rule.ts'
import { meanOf } from './mean-of.ts'
import { badBalancingOption, requireCount, requirePositive } from './messages.ts'

export interface GradNormOptions {
  /** α, 0 or above; default 1.5, the paper's for tasks of different complexity. */
  readonly asymmetry?: number
  /** Of log w, above 0; default 0.025, the paper's. */
  readonly learningRate?: number
  /** Optimiser steps between two updates; default 10. */
  readonly every?: number
}

interface GradNormState {
  readonly weights: readonly number[]
  /** L_k(0); null before the first observation. */
  readonly first: readonly number[] | null
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function gradNorm(options: GradNormOptions = {}): BalancingRule<GradNormState> {
  checkOptionNames('balancing.gradNorm', options, ['asymmetry', 'learningRate', 'every'])
  const { asymmetry = 1.5, learningRate = 0.025, every = 10 } = options
  if (!(Number.isFinite(asymmetry) && asymmetry >= 0)) {
    throw badBalancingOption('asymmetry', asymmetry, 'a finite number, 0 or above')
  }
  requirePositive('learningRate', learningRate)
  requireCount('every', every)

  /** d Σ|G − target| / d log w, divided by Ḡ and cut off at 1, so that one step never more than halves or doubles. */
  function slopes({ weights, first }: GradNormState, losses: readonly number[], norms: readonly number[]): number[] {
    const active = weights.map((_, k) => k).filter((k) => weights[k] > 0)
    const pulls = weights.map((weight, k) => weight * norms[k])
    const mean = meanOf(active.map((k) => pulls[k]))
    const behind = weights.map((_, k) => losses[k] / (first?.[k] ?? losses[k]))
    const meanBehind = meanOf(active.map((k) => behind[k]))
    return pulls.map((pull, k) => {
      const target = mean * (behind[k] / meanBehind) ** asymmetry
      return Math.sign(pull - target) * Math.min(1, pull / mean)
    })
  }

  return {
    kind: 'gradNorm',
    every,
    needs: ['gradients'],
    weighsPoints: false,
    start: ({ weights }) => ({ weights, first: null }),
    next(state, { losses, gradients }, setup) {
      const known = { ...state, first: state.first ?? losses }
      const moved = slopes(known, losses, gradients?.norms ?? []).map((slope, k) =>
        Number.isFinite(slope) ? state.weights[k] * Math.exp(-learningRate * slope) : state.weights[k],
      )
      const scale = meanOf(setup.weights) / meanOf(moved)
      return { ...known, weights: moved.map((weight) => weight * scale) }
    },
    resampled: (state) => state,
    balance: ({ weights }, setup) => ({ weights, points: equalPoints(setup) }),
  }
}
