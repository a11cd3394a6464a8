import type { Covariance } from './covariance.ts'
import type { Evolution } from './evolution.ts'
import { adaptLearningRates } from './learning-rates.ts'
import { correctMargin } from './margin.ts'
import type { Strategy } from './strategy.ts'

/** Above this a step size means nothing any more. */
const largestSigma = 1e32

/** Keeps a division by a vanishing length finite. */
const epsilon = 1e-8

/** An evaluated point. */
export interface Solution {
  readonly x: Float64Array
  /** Whether it was drawn from another distribution than the one that is being updated. */
  readonly injected: boolean
}

/**
 * The distribution after a generation of solutions, best first: as many as `strategy` is made for.
 *
 * Hansen 2016, arXiv:1604.00772, eqs. 41-47 with active weights. Steps to injected solutions are shortened as in Hansen
 * 2011, arXiv:1110.4181, eq. 4, so that a point from far away cannot spoil the distribution.
 */
export function evolve(before: Evolution, solutions: readonly Solution[], strategy: Strategy): Evolution {
  const { covariance, mean, sigma } = before
  const generation = before.generation + 1
  const d = strategy.dimensions
  const steps = solutions.map((solution) => stepTo(solution, before))

  const toParents = new Float64Array(d)
  for (let k = 0; k < strategy.parents; k++) {
    for (let j = 0; j < d; j++) toParents[j] += strategy.weights[k] * steps[k][j]
  }
  const pSigma = moved(before.pSigma, covariance.whiten(toParents), { rate: strategy.cSigma, muEff: strategy.muEff })
  const length = norm(pSigma)
  const grown = Math.exp((strategy.cSigma / strategy.dSigma) * (length / strategy.chi - 1))

  const unbiased = length / Math.sqrt(1 - (1 - strategy.cSigma) ** (2 * (generation + 1)))
  const isStalled = unbiased >= (1.4 + 2 / (d + 1)) * strategy.chi
  const path = isStalled ? new Float64Array(d) : toParents
  const pC = moved(before.pC, path, { rate: strategy.cc, muEff: strategy.muEff })

  const proposed: Evolution = {
    ...before,
    generation,
    mean: mean.map((m, j) => m + sigma * toParents[j]),
    sigma: Math.min(sigma * grown, largestSigma),
    covariance: adapted(covariance, { steps, pC, isStalled, strategy }),
    pSigma,
    pC,
  }
  const learned = before.rates === null ? proposed : adaptLearningRates(before, proposed)
  return learned.margin === null ? learned : correctMargin(learned)
}

/** y = (x − m)/σ, shortened for injected solutions. */
function stepTo({ x, injected }: Solution, { mean, sigma, covariance }: Evolution): Float64Array {
  const y = x.map((xj, j) => (xj - mean[j]) / sigma)
  if (!injected) return y
  const d = y.length
  const scale = Math.min(1, (Math.sqrt(d) + (2 * d) / (d + 2)) / norm(covariance.whiten(y)))
  return y.map((yj) => yj * scale)
}

/** A path that forgets at `rate` and stays of unit size while its steps are random. */
function moved(path: Float64Array, step: Float64Array, { rate, muEff }: { rate: number; muEff: number }): Float64Array {
  const scale = Math.sqrt(rate * (2 - rate) * muEff)
  return path.map((p, j) => (1 - rate) * p + scale * step[j])
}

interface Adaptation {
  readonly steps: readonly Float64Array[]
  readonly pC: Float64Array
  readonly isStalled: boolean
  readonly strategy: Strategy
}

function adapted(covariance: Covariance, { steps, pC, isStalled, strategy }: Adaptation): Covariance {
  const { dimensions, weights: w, c1, cmu, cc } = strategy
  // Negative weights: every step counts as if it had the length √d.
  const weights = w.map((wk, k) =>
    wk >= 0 ? cmu * wk : (cmu * wk * dimensions) / (norm(covariance.whiten(steps[k])) ** 2 + epsilon),
  )
  const lost = isStalled ? cc * (2 - cc) : 0
  const total = w.reduce((sum, wk) => sum + wk, 0)
  return covariance.updated({ keep: 1 + c1 * lost - c1 - cmu * total, rankOne: c1, path: pC, weights, steps })
}

function norm(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
