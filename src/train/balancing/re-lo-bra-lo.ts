/**
 * ReLoBRaLo, relative loss balancing with random lookback: Bischof and Kraus 2021 (arXiv 2110.09813), equations 11 to 13.
 *
 * | symbol   | meaning                                                                     | default |
 * | -------- | --------------------------------------------------------------------------- | ------- |
 * | m        | number of terms                                                             |         |
 * | b(t, s)  | m · softmax_k(L_k(t) / (T L_k(s)))                                           |         |
 * | T        | temperature                                                                 | 0.1     |
 * | ϱ        | 1 with probability `lookback`, else 0: whether the old weight is kept         | 0.99    |
 * | α        | memory                                                                      | 0.999   |
 *
 * w(t) = α (ϱ w(t − 1) + (1 − ϱ) b(t, 0)) + (1 − α) b(t, t − 1), times the given weights.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { createRng } from '../../base/rng.ts'
import { equalPoints, type BalancingRule } from './balancing-rule.ts'
import { badBalancingOption, requireCount, requirePositive } from './messages.ts'
import { softmax } from './softmax.ts'

export interface ReLoBRaLoOptions {
  /** T, above 0. */
  readonly temperature?: number
  /** α in [0, 1]. */
  readonly memory?: number
  /** The mean of ϱ, in [0, 1]. */
  readonly lookback?: number
  /** Optimiser steps between two updates; default 1. */
  readonly every?: number
}

interface ReLoBRaLoState {
  readonly factors: readonly number[]
  /** L(0). */
  readonly first: readonly number[] | null
  /** L(t − 1). */
  readonly last: readonly number[] | null
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option` */
export function reLoBRaLo(options: ReLoBRaLoOptions = {}): BalancingRule<ReLoBRaLoState> {
  checkOptionNames('balancing.reLoBRaLo', options, ['temperature', 'memory', 'lookback', 'every'])
  const { temperature = 0.1, memory = 0.999, lookback = 0.99, every = 1 } = options
  requirePositive('temperature', temperature)
  if (!(memory >= 0 && memory <= 1)) throw badBalancingOption('memory', memory, 'a number in [0, 1]')
  if (!(lookback >= 0 && lookback <= 1)) throw badBalancingOption('lookback', lookback, 'a number in [0, 1]')
  requireCount('every', every)

  const balanced = (losses: readonly number[], since: readonly number[]): number[] =>
    softmax(losses.map((loss, k) => loss / (temperature * since[k]))).map((share) => losses.length * share)

  return {
    kind: 'reLoBRaLo',
    every,
    needs: [],
    weighsPoints: false,
    start: ({ terms }) => ({ factors: terms.map(() => 1), first: null, last: null }),
    next(state, { step, losses }, { seed }) {
      if (state.first === null || state.last === null) return { ...state, first: losses, last: losses }
      const looksBack = createRng(seed).fork('reLoBRaLo', step).uniform() >= lookback
      const history = looksBack ? balanced(losses, state.first) : state.factors
      const recent = balanced(losses, state.last)
      const factors = history.map((old, k) => memory * old + (1 - memory) * recent[k])
      return { ...state, factors: factors.every(Number.isFinite) ? factors : state.factors, last: losses }
    },
    resampled: (state) => state,
    balance: ({ factors }, setup) => ({
      weights: setup.weights.map((weight, k) => weight * factors[k]),
      points: equalPoints(setup),
    }),
  }
}
