/**
 * Residual-based attention: Anagnostopoulos et al. 2024, "Residual-based attention in physics-informed neural networks",
 * equation 7: λ := γ λ + η |r| / max |r| for every point, with p = λ². It costs nothing and stays below η / (1 − γ).
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import type { BalancingRule } from './balancing-rule.ts'
import { meanOf } from './mean-of.ts'
import { requireCount, requireMemory, requirePositive } from './messages.ts'

export interface ResidualAttentionOptions {
  /** γ in [0, 1); default 0.999. */
  readonly memory?: number
  /** η, above 0; default 0.01. */
  readonly learningRate?: number
  /** Optimiser steps between two updates; default 1. */
  readonly every?: number
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function residualAttention(
  options: ResidualAttentionOptions = {},
): BalancingRule<readonly (readonly number[])[]> {
  checkOptionNames('balancing.residualAttention', options, ['memory', 'learningRate', 'every'])
  const { memory = 0.999, learningRate = 0.01, every = 1 } = options
  requireMemory('memory', memory)
  requirePositive('learningRate', learningRate)
  requireCount('every', every)
  const ones = (counts: readonly number[]): number[][] => counts.map((count) => Array.from({ length: count }, () => 1))
  return {
    kind: 'residualAttention',
    every,
    needs: ['squares'],
    weighsPoints: true,
    start: ({ points }) => ones(points),
    next: (lambdas, { squares = [] }) =>
      lambdas.map((term, k) => {
        const largest = Math.max(...squares[k])
        if (!(Number.isFinite(largest) && largest > 0)) return term
        return term.map((lambda, i) => memory * lambda + learningRate * Math.sqrt(squares[k][i] / largest))
      }),
    // New points carry nothing over but how much their term had been raised: the root mean square of λ.
    resampled: (lambdas, { points }) =>
      points.map((count, k) => {
        const level = Math.sqrt(meanOf(lambdas[k].map((lambda) => lambda * lambda)))
        return Array.from({ length: count }, () => level)
      }),
    balance: (lambdas, { weights }) => ({
      weights,
      points: lambdas.map((term) => term.map((lambda) => lambda * lambda)),
    }),
  }
}
