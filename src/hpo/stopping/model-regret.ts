/**
 * The expected minimum model regret: how much the last trial has changed what the model expects of the best point.
 *
 * | symbol   | meaning                                                              |
 * | -------- | -------------------------------------------------------------------- |
 * | t        | trials; t − 1 is without the last one                                 |
 * | μ_t, k_t | mean and covariance of the model of t trials                          |
 * | θ*_t     | the best of t trials                                                  |
 * | v²       | k_t(θ*_t, θ*_t) − 2 k_t(θ*_t, θ*_{t−1}) + k_t(θ*_{t−1}, θ*_{t−1})       |
 * | g        | (μ_t(θ*_t) − μ_{t−1}(θ*_{t−1})) / v                                   |
 * | κ        | the regret bound of t − 1 trials                                      |
 *
 * Ishibashi et al. 2023, "A stopping criterion for Bayesian optimization by the gap of expected minimum simple regrets",
 * theorem 1, equation 4 and algorithm 1; simplified as in Optuna's `EMMREvaluator`.
 */
import type { History } from '../core/sampler.ts'
import { leastNoise } from '../samplers/gp/process/hyperparameters.ts'
import { ndtr } from '../../math/special/log-ndtr.ts'
import { fitSurrogate, measured, standardizedRegretBound, type Surrogate } from './surrogate.ts'

const leastSpread = 1e-10

/** In standard deviations of the values so far; infinite while there are fewer than two trials to model. */
export function expectedMinimumModelRegret(history: History): number {
  const all = measured(history)
  if (all === null || all.rows.length < 2) return Number.POSITIVE_INFINITY
  const before = fitSurrogate({ ...all, rows: all.rows.slice(0, -1), scores: all.scores.slice(0, -1) })
  const after = before === null ? null : fitSurrogate(all, before.raw)
  if (before === null || after === null) return Number.POSITIVE_INFINITY
  const best = bestOf(after.scores)
  const former = bestOf(before.scores)
  const change = meanAt(after, all.rows[best]) - meanAt(before, all.rows[former])
  const v = Math.sqrt(Math.max(leastSpread, spread(after, best, former)))
  const g = change / v
  const improvement = (v * Math.exp(-0.5 * g * g)) / Math.sqrt(2 * Math.PI) + v * g * ndtr(g)
  return -change + improvement + standardizedRegretBound(before) * Math.sqrt(0.5 * divergence(after))
}

/** Equation 4: how far the model moved from before the last trial to after it (Kullback and Leibler). */
function divergence(after: Surrogate): number {
  const last = after.rows.length - 1
  after.posterior.predict(after.rows[last])
  const { variance, means } = after.posterior
  const residual = after.scores[last] - means[0]
  const total = variance + leastNoise
  return 0.5 * (Math.log1p(variance / leastNoise) - variance / total + variance * (residual / total) ** 2)
}

/** v²: K⁻¹ has all that is needed, for both points are among those of the model: k_t = σ²I − σ⁴K⁻¹ there. */
function spread({ factor }: Surrogate, i: number, j: number): number {
  if (i === j) return 0
  const noise = factor.hyper.noiseVariance
  const { data, stride, size } = factor.w
  const inverse = (a: number, b: number): number => {
    let sum = 0
    for (let k = Math.max(a, b); k < size; k++) sum += data[k * stride + a] * data[k * stride + b]
    return sum
  }
  return 2 * noise - noise * noise * (inverse(i, i) - 2 * inverse(i, j) + inverse(j, j))
}

function meanAt({ posterior }: Surrogate, row: Float64Array): number {
  posterior.predict(row)
  return posterior.means[0]
}

function bestOf(scores: Float64Array): number {
  return scores.reduce((best, score, i) => (score > scores[best] ? i : best), 0)
}
