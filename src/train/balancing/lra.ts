/**
 * Learning-rate annealing: Wang, Teng and Perdikaris 2021, "Understanding and mitigating gradient flow pathologies in
 * physics-informed neural networks", algorithm 1: ŵ_k = max |g_ref| / mean |g_k|, averaged over time.
 *
 * Their text and their code (GradientPathologiesPINNs, `Helmholtz2D_model_tf.py`) differ in two points, and the figures of
 * the paper are those of the code, so its ways are the defaults here. The share of 0.9 is that of the old weight, not of the
 * new one. And the mean is that of the gradient of the *weighted* loss w_k L_k: the weight then settles at the square root of
 * the ratio. By the text it feeds on itself: where the network is 0 on the boundary, the boundary's weight grows without end.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { weightRule, type BalancingRule } from './balancing-rule.ts'
import { badBalancingOption, requireCount, requireMemory, unknownReference } from './messages.ts'

export interface LraOptions {
  /** The term whose weight stays: that of the differential equation. Default: the first term. */
  readonly reference?: string
  /** Share of the old weight in the new one, in [0, 1); default 0.9. */
  readonly memory?: number
  /** Which gradient the mean is of: that of w_k L_k as in their code, or that of L_k as in their text. Default `weighted`. */
  readonly gradient?: 'weighted' | 'unweighted'
  /** Optimiser steps between two updates; default 10. */
  readonly every?: number
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option`, and at the start `balancing/unknown-term` */
export function lra(options: LraOptions = {}): BalancingRule<readonly number[]> {
  checkOptionNames('balancing.lra', options, ['reference', 'memory', 'gradient', 'every'])
  const { reference, memory = 0.9, gradient = 'weighted', every = 10 } = options
  requireMemory('memory', memory)
  requireCount('every', every)
  if (gradient !== 'weighted' && gradient !== 'unweighted') {
    throw badBalancingOption('gradient', gradient, 'weighted or unweighted')
  }
  const rule = weightRule({
    kind: 'lra',
    every,
    needs: ['gradients'],
    memory,
    estimate({ gradients }, { terms, weights }, old) {
      const base = reference === undefined ? 0 : terms.indexOf(reference)
      const top = weights[base] * (gradients?.largest[base] ?? Number.NaN)
      return terms.map((_, k) => {
        const mean = (gradient === 'weighted' ? old[k] : 1) * (gradients?.means[k] ?? Number.NaN)
        return k === base ? weights[base] : top / mean
      })
    },
  })
  return {
    ...rule,
    start(setup) {
      if (reference !== undefined && !setup.terms.includes(reference)) throw unknownReference(reference, setup.terms)
      return rule.start(setup)
    },
  }
}
