/**
 * Residual-based adaptive distribution: Wu, Zhu, Tan, Kartha and Lu 2023, "A comprehensive study of non-adaptive and
 * residual-based adaptive sampling for physics-informed neural networks", equation 2: all points are drawn anew with
 * probability p ∝ |r|^k / mean(|r|^k) + c.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { drawByDensity } from './draw-by-density.ts'
import { requireCount, requireNotNegative, tooFewCandidates } from './messages.ts'
import { rowsAt, type PointRule } from './point-rule.ts'

export interface RadOptions {
  /** k, 0 or above; default 1. 0 is drawing evenly. */
  readonly power?: number
  /** c, 0 or above; default 1. The larger, the more even. */
  readonly evenness?: number
  /** Candidates for each point, at least 2; default 10. */
  readonly candidates?: number
  /** Optimiser steps between two draws; default 200. */
  readonly every?: number
}

/** @throws InputError `sampling/bad-option`, `base/unknown-option` */
export function rad(options: RadOptions = {}): PointRule {
  checkOptionNames('sampling.rad', options, ['power', 'evenness', 'candidates', 'every'])
  const { power = 1, evenness = 1, candidates = 10, every = 200 } = options
  requireNotNegative('power', power)
  requireNotNegative('evenness', evenness)
  requireCount('candidates', candidates - 1)
  requireCount('every', every)
  return {
    kind: 'rad',
    every,
    renewsConditions: true,
    candidates: (current) => candidates * current,
    next({ width, current, candidates, sizes, rng }) {
      const wanted = current.length / width
      const densities = densityOf(sizes, { power, evenness })
      if (densities.filter((density) => density > 0).length < wanted) throw tooFewCandidates(densities.length, wanted)
      return rowsAt(candidates, width, drawByDensity(densities, wanted, rng))
    },
  }
}

/** |r|^k / mean(|r|^k) + c; 0 where the residual is not finite. */
export function densityOf(
  sizes: ArrayLike<number>,
  { power, evenness }: { readonly power: number; readonly evenness: number },
): number[] {
  const powers = Array.from(sizes, (size) => size ** power)
  const finite = powers.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  // Without any residual left every place is as good as every other.
  return powers.map((value) => (Number.isFinite(value) ? (mean > 0 ? value / mean + evenness : 1) : 0))
}
