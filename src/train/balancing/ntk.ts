/**
 * Neural tangent kernel: Wang, Yu and Perdikaris 2022, "When and why PINNs fail to train", equation 6.5, with the mean of
 * each kernel's diagonal in place of its trace, as jaxpi has it: ŵ_k = mean_j K̄_j / K̄_k, averaged over time. The terms then
 * learn at about the same rate.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { weightRule, type BalancingRule } from './balancing-rule.ts'
import { meanOf } from './mean-of.ts'
import { requireCount, requireMemory } from './messages.ts'

export interface NtkOptions {
  /** Share of the old weight in the new one, in [0, 1); default 0.9. */
  readonly memory?: number
  /** Optimiser steps between two updates; default 100. An update costs a gradient per point. */
  readonly every?: number
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function ntk(options: NtkOptions = {}): BalancingRule<readonly number[]> {
  checkOptionNames('balancing.ntk', options, ['memory', 'every'])
  const { memory = 0.9, every = 100 } = options
  requireMemory('memory', memory)
  requireCount('every', every)
  return weightRule({
    kind: 'ntk',
    every,
    needs: ['kernels'],
    memory,
    estimate({ kernels = [] }, { weights }) {
      const mean = meanOf(kernels.filter((_, k) => weights[k] > 0))
      return kernels.map((kernel) => mean / kernel)
    },
  })
}
