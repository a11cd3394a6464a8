/**
 * Causal training: Wang, Sankaran and Perdikaris 2022, "Respecting causality is all you need for training physics-informed
 * neural networks", equation 3.7 and algorithm 1. Time is cut into slices; a slice counts only as far as those before it are
 * satisfied: p = exp(−ε Σ of the losses of the slices before). When every slice counts, ε rises.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import type { BalancingRule, BalancingSetup, Observation } from './balancing-rule.ts'
import { badBalancingOption, missingTimes, requireCount } from './messages.ts'

export interface CausalOptions {
  /** Slices of time, at least 2; default 32, as in jaxpi. */
  readonly slices?: number
  /** The values of ε, above 0, one after the other; default 0.01, 0.1, 1, 10, 100 (the paper's, for losses of about 1). */
  readonly tolerances?: readonly number[]
  /** The next ε comes when the smallest factor is above this, in (0, 1); default 0.99, the paper's. */
  readonly satisfied?: number
  /** Optimiser steps between two updates; default 1. */
  readonly every?: number
}

interface CausalState {
  /** Which of the tolerances holds. */
  readonly level: number
  /** The factor of each slice of each term; null for terms without a time. */
  readonly factors: readonly (readonly number[] | null)[]
}

/** @throws InputError `balancing/bad-option`, `base/unknown-option`, and at the start `balancing/missing-times` */
export function causal(options: CausalOptions = {}): BalancingRule<CausalState> {
  checkOptionNames('balancing.causal', options, ['slices', 'tolerances', 'satisfied', 'every'])
  const { slices = 32, tolerances = [0.01, 0.1, 1, 10, 100], satisfied = 0.99, every = 1 } = options
  requireCount('slices', slices)
  if (slices < 2) throw badBalancingOption('slices', slices, 'a whole number, 2 or above')
  requireCount('every', every)
  if (tolerances.length === 0 || !tolerances.every((tolerance) => Number.isFinite(tolerance) && tolerance > 0)) {
    throw badBalancingOption('tolerances', tolerances, 'one or more finite numbers above 0')
  }
  if (!(satisfied > 0 && satisfied < 1)) throw badBalancingOption('satisfied', satisfied, 'a number in (0, 1)')

  function start(setup: BalancingSetup): CausalState {
    const timed = setup.terms.map((_, k) => spreads(setup.times?.[k]))
    if (!timed.includes(true)) throw missingTimes('causal')
    return { level: 0, factors: timed.map((isTimed) => (isTimed ? Array.from({ length: slices }, () => 1) : null)) }
  }

  return {
    kind: 'causal',
    every,
    needs: ['squares'],
    weighsPoints: true,
    start,
    next({ level, factors }, observation, setup) {
      const moved = factors.map((old, k) =>
        old === null ? null : factorsOf(sliceLosses(observation, setup, { term: k, slices }), tolerances[level], old),
      )
      const smallest = Math.min(...moved.flatMap((term) => term ?? []))
      const rises = smallest > satisfied && level + 1 < tolerances.length
      return { level: rises ? level + 1 : level, factors: moved }
    },
    resampled: (state) => state,
    balance: ({ factors }, setup) => ({
      weights: setup.weights,
      points: factors.map((term, k) => {
        if (term === null) return null
        return sliceOfEach(setup.times?.[k] ?? [], slices).map((slice) => term[slice])
      }),
    }),
  }
}

function factorsOf(losses: readonly number[], tolerance: number, old: readonly number[]): number[] {
  let before = 0
  return losses.map((loss, slice) => {
    const factor = Math.exp(-tolerance * before)
    before += loss
    return Number.isNaN(factor) ? old[slice] : factor
  })
}

/** The mean of r² in each slice of one term; 0 where a slice has no point. */
function sliceLosses(
  { squares = [] }: Observation,
  { times }: BalancingSetup,
  { term, slices }: { readonly term: number; readonly slices: number },
): number[] {
  const sums = new Float64Array(slices)
  const counts = new Float64Array(slices)
  sliceOfEach(times?.[term] ?? [], slices).forEach((slice, i) => {
    sums[slice] += squares[term][i]
    counts[slice]++
  })
  return Array.from(sums, (sum, slice) => (counts[slice] > 0 ? sum / counts[slice] : 0))
}

/** Which slice each time falls into; the slices are equally long, from the first time to the last. */
function sliceOfEach(times: ArrayLike<number>, slices: number): number[] {
  const all = Array.from(times)
  const { first, last } = range(all)
  return all.map((time) => Math.min(slices - 1, Math.floor(((time - first) / (last - first)) * slices)))
}

function spreads(times: ArrayLike<number> | null | undefined): boolean {
  if (times === null || times === undefined || times.length < 2) return false
  const { first, last } = range(Array.from(times))
  return last > first
}

function range(times: readonly number[]): { readonly first: number; readonly last: number } {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const time of times) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return { first, last }
}
