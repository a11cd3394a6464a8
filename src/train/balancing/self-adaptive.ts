/**
 * Self-adaptive weights: McClenny and Braga-Neto 2023, "Self-adaptive physics-informed neural networks", equations 8 to 13.
 * Every point has a weight λ that climbs the loss while the network descends it: λ := λ + η m′(λ) r², with p = m(λ) = λ².
 *
 * Their η is a number per term that has to be found. Here it is one share for all terms: the increment is divided by the
 * term's loss at the start, so that multiplying a residual by a constant changes nothing.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import type { BalancingRule } from './balancing-rule.ts'
import { requireCount, requirePositive } from './messages.ts'
import { meanOf } from './mean-of.ts'

export interface SelfAdaptiveOptions {
  /** η as a share, above 0; default 1e-3: a residual that never falls doubles its λ in about 500 updates. */
  readonly learningRate?: number
  /** Optimiser steps between two updates; default 1. */
  readonly every?: number
}

interface SelfAdaptiveState {
  /** λ of each point of each term. */
  readonly lambdas: readonly (readonly number[])[]
  /** L_k at the first observation. */
  readonly first: readonly number[] | null
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function selfAdaptive(options: SelfAdaptiveOptions = {}): BalancingRule<SelfAdaptiveState> {
  checkOptionNames('balancing.selfAdaptive', options, ['learningRate', 'every'])
  const { learningRate = 1e-3, every = 1 } = options
  requirePositive('learningRate', learningRate)
  requireCount('every', every)
  return {
    kind: 'selfAdaptive',
    every,
    needs: ['squares'],
    weighsPoints: true,
    start: ({ points }) => ({ lambdas: ones(points), first: null }),
    next({ lambdas, first: known }, { losses, squares = [] }) {
      const first = known ?? losses
      const climbed = lambdas.map((term, k) => {
        const rate = (2 * learningRate) / first[k]
        return term.map((lambda, i) => finiteOr(lambda, lambda + rate * lambda * squares[k][i]))
      })
      return { lambdas: climbed, first }
    },
    // New points carry nothing over but how much their term had been raised: the root mean square of λ.
    resampled: ({ lambdas, first }, { points }) => ({
      lambdas: points.map((count, k) => {
        const level = Math.sqrt(meanOf(lambdas[k].map((lambda) => lambda * lambda)))
        return Array.from({ length: count }, () => level)
      }),
      first,
    }),
    balance: ({ lambdas }, { weights }) => ({
      weights,
      points: lambdas.map((term) => term.map((lambda) => lambda * lambda)),
    }),
  }
}

function ones(counts: readonly number[]): number[][] {
  return counts.map((count) => Array.from({ length: count }, () => 1))
}

function finiteOr(fallback: number, value: number): number {
  return Number.isFinite(value) ? value : fallback
}
