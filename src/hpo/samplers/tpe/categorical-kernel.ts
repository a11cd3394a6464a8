import type { Rng } from '../../../base/rng.ts'
import type { CategoricalAxis } from './axis.ts'

/**
 * The kernels of a choice: the observed one has (1 + p), each other one p of the weight, with p = prior weight / kernels;
 * the prior kernel has them all alike (Optuna, `_ParzenEstimator`).
 */
export interface CategoricalKernel {
  readonly choices: number
  /** Probability of the observed choice. */
  readonly hit: number
  readonly logHit: number
  /** Log probability of each other choice. */
  readonly logMiss: number
  /** Log probability of each choice in the prior kernel. */
  readonly logPrior: number
}

export function categoricalKernel(
  { choices }: CategoricalAxis,
  { observations, priorWeight }: { readonly observations: number; readonly priorWeight: number },
): CategoricalKernel {
  const share = priorWeight / (observations + 1)
  const total = 1 + choices * share
  const hit = (1 + share) / total
  return { choices, hit, logHit: Math.log(hit), logMiss: Math.log(share / total), logPrior: -Math.log(choices) }
}

/** One draw from the kernel that observed choice `center`; −1 is the prior. */
export function drawChoice({ choices, hit }: CategoricalKernel, center: number, rng: Rng): number {
  if (center < 0) return rng.integer(choices)
  if (rng.uniform() < hit) return center
  const other = rng.integer(choices - 1)
  return other < center ? other : other + 1
}
