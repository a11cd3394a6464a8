/**
 * Residual-based adaptive refinement: Lu, Meng, Mao and Karniadakis 2021, "DeepXDE", section 2.8 (greedy), and Wu et al.
 * 2023, algorithm 3 (RAR-D, drawn): the points stay, and some of the candidates with the largest residuals join them.
 */
import { checkOptionNames } from '../../base/check-argument.ts'
import { drawByDensity, largest } from './draw-by-density.ts'
import { requireCount, requireNotNegative, tooFewCandidates } from './messages.ts'
import { rowsAt, type PointRule } from './point-rule.ts'
import { densityOf } from './rad.ts'

export interface RarOptions {
  /** Points that join at each change, at least 1; default 10. */
  readonly add?: number
  /** Whether they are drawn with probability ∝ |r|^power instead of being those with the largest |r|. Default false. */
  readonly drawn?: boolean
  /** Of `drawn`, 0 or above; default 2. */
  readonly power?: number
  /** Candidates for each point that joins, at least 1; default 100. */
  readonly candidates?: number
  /** Optimiser steps between two changes; default 200. */
  readonly every?: number
}

/** @throws InputError `sampling/bad-option`, `base/unknown-option` */
export function rar(options: RarOptions = {}): PointRule {
  checkOptionNames('sampling.rar', options, ['add', 'drawn', 'power', 'candidates', 'every'])
  const { add = 10, drawn = false, power = 2, candidates = 100, every = 200 } = options
  requireCount('add', add)
  requireNotNegative('power', power)
  requireCount('candidates', candidates)
  requireCount('every', every)
  return {
    kind: drawn ? 'rarD' : 'rar',
    every,
    renewsConditions: false,
    candidates: () => candidates * add,
    next({ width, current, candidates, sizes, rng }) {
      const finite = Array.from(sizes, (size) => (Number.isFinite(size) ? size : Number.NaN))
      const usable = finite.filter((size) => !Number.isNaN(size)).length
      if (usable < add) throw tooFewCandidates(usable, add)
      const densities = densityOf(sizes, { power, evenness: 0 })
      const isDrawn = drawn && densities.filter((density) => density > 0).length >= add
      const chosen = isDrawn ? drawByDensity(densities, add, rng) : largest(finite, add)
      const joined = new Float64Array(current.length + add * width)
      joined.set(current)
      joined.set(rowsAt(candidates, width, chosen), current.length)
      return joined
    },
  }
}
