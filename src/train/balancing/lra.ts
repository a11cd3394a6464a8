/**
 * Learning-rate annealing: Wang, Teng and Perdikaris 2021, "Understanding and mitigating gradient flow pathologies in
 * physics-informed neural networks", algorithm 1: ŵ_k = max |g_ref| / mean |g_k|, averaged over time.
 *
 * Their text gives the new estimate a share of 0.9, their code the old weight; here `memory` is the share of the old one,
 * and its default is that of the code.
 */
import { weightRule, type BalancingRule } from './balancing-rule.ts'
import { requireCount, requireMemory, unknownReference } from './messages.ts'

export interface LraOptions {
  /** The term whose weight stays: that of the differential equation. Default: the first term. */
  readonly reference?: string
  /** Share of the old weight in the new one, in [0, 1); default 0.9. */
  readonly memory?: number
  /** Optimiser steps between two updates; default 10. */
  readonly every?: number
}

/** @throws InputError `balancing/bad-option`, and at the start `balancing/unknown-term` */
export function lra({ reference, memory = 0.9, every = 10 }: LraOptions = {}): BalancingRule<readonly number[]> {
  requireMemory('memory', memory)
  requireCount('every', every)
  const rule = weightRule({
    kind: 'lra',
    every,
    needs: ['gradients'],
    memory,
    estimate({ gradients }, { terms, weights }) {
      const base = reference === undefined ? 0 : terms.indexOf(reference)
      const top = weights[base] * (gradients?.largest[base] ?? Number.NaN)
      return terms.map((_, k) => (k === base ? weights[base] : top / (gradients?.means[k] ?? Number.NaN)))
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
