/**
 * SoftAdapt: Heydari, Thompson and Mehmood 2019, "SoftAdapt: techniques for adaptive loss weighting of neural networks with
 * multi-part loss functions", equations 4 to 6: the terms that fall least get most,
 * w_k ∝ softmax_k(β s_k), with s_k the change of L_k since the last observation.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { equalPoints, type BalancingRule } from './balancing-rule.ts'
import { badBalancingOption, requireCount } from './messages.ts'
import { softmax } from './softmax.ts'

export interface SoftAdaptOptions {
  /** β: above 0 favours the worst term, below 0 the best; default 0.1, the paper's. */
  readonly sharpness?: number
  /** Whether s is divided by Σ |s|, so that the scale of the losses does not matter. Default true. */
  readonly normalized?: boolean
  /** Whether a weight is multiplied by the loss of its term too (equation 6). Default false. */
  readonly lossWeighted?: boolean
  /** Optimiser steps between two updates; default 10. */
  readonly every?: number
}

interface SoftAdaptState {
  /** What the given weights are multiplied with. */
  readonly factors: readonly number[]
  readonly losses: readonly number[] | null
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function softAdapt(options: SoftAdaptOptions = {}): BalancingRule<SoftAdaptState> {
  checkOptionNames('balancing.softAdapt', options, ['sharpness', 'normalized', 'lossWeighted', 'every'])
  const { sharpness = 0.1, normalized = true, lossWeighted = false, every = 10 } = options
  if (!Number.isFinite(sharpness)) throw badBalancingOption('sharpness', sharpness, 'a finite number')
  requireCount('every', every)

  function factors(losses: readonly number[], before: readonly number[]): number[] {
    const changes = losses.map((loss, k) => loss - before[k])
    const total = normalized ? changes.reduce((sum, change) => sum + Math.abs(change), 0) : 1
    const shares = softmax(changes.map((change) => (total > 0 ? (sharpness * change) / total : 0)))
    const weighted = lossWeighted ? shares.map((share, k) => share * losses[k]) : shares
    const sum = weighted.reduce((all, share) => all + share, 0)
    return weighted.map((share) => (losses.length * share) / sum)
  }

  return {
    kind: 'softAdapt',
    every,
    needs: [],
    weighsPoints: false,
    start: ({ terms }) => ({ factors: terms.map(() => 1), losses: null }),
    next(state, { losses }) {
      if (state.losses === null) return { ...state, losses }
      const moved = factors(losses, state.losses)
      return { factors: moved.every(Number.isFinite) ? moved : state.factors, losses }
    },
    resampled: (state) => ({ ...state, losses: null }),
    balance: (state, setup) => ({
      weights: setup.weights.map((weight, k) => weight * state.factors[k]),
      points: equalPoints(setup),
    }),
  }
}
