/**
 * Equal gradients: Wang, Sankaran, Wang and Perdikaris 2023, "An expert's guide to training physics-informed neural
 * networks", equation 3.1, as jaxpi computes it: ŵ_k = mean_j ‖g_j‖ / ‖g_k‖, averaged over time.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { weightRule, type BalancingRule } from './balancing-rule.ts'
import { meanOf } from './mean-of.ts'
import { requireCount, requireMemory } from './messages.ts'

export interface GradientNormsOptions {
  /** Share of the old weight in the new one, in [0, 1); default 0.9. */
  readonly memory?: number
  /** Optimiser steps between two updates; default 100 (theirs is 1000, of several hundred thousand). */
  readonly every?: number
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function gradientNorms(options: GradientNormsOptions = {}): BalancingRule<readonly number[]> {
  checkOptionNames('balancing.gradientNorms', options, ['memory', 'every'])
  const { memory = 0.9, every = 100 } = options
  requireMemory('memory', memory)
  requireCount('every', every)
  return weightRule({
    kind: 'gradientNorms',
    every,
    needs: ['gradients'],
    memory,
    estimate({ gradients }, { weights }) {
      const norms = gradients?.norms ?? []
      const mean = meanOf(norms.filter((_, k) => weights[k] > 0))
      return norms.map((norm) => mean / norm)
    },
  })
}
