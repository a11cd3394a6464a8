/**
 * How much each model of an ensemble is believed: by how often it ranks the trials best.
 *
 * | symbol | meaning                                                                        |
 * | ------ | ------------------------------------------------------------------------------ |
 * | L      | pairs of trials that a draw of the model's values puts in the wrong order         |
 * | w      | share of draws in which a model has the smallest L; the target wins ties          |
 *
 * The target's own values are drawn as it would predict each without having seen it (Rasmussen and Williams 2006, equations
 * 5.10 to 5.12); otherwise it would always rank best. A source whose median L lies above the 95th percentile of the
 * target's is left out (Feurer et al. 2018, arXiv:1802.02219, sections 4.1 to 4.3).
 */
import type { Rng } from '../../../base/rng.ts'
import type { Models } from '../gp/models.ts'
import type { Observations } from '../gp/observations/observations.ts'
import type { CovarianceFactor } from '../gp/process/covariance-factor.ts'
import { GpPosterior } from '../gp/process/gp-posterior.ts'
import type { SourceModel } from './source-models.ts'

const draws = 128

interface Beliefs {
  readonly means: Float64Array
  readonly deviations: Float64Array
}

/** w of the target, then of each source; they sum to 1. */
export function rankingWeights({
  models,
  observations,
  sources,
  rng,
}: {
  readonly models: Models
  readonly observations: Observations
  readonly sources: readonly SourceModel[]
  readonly rng: Rng
}): readonly number[] {
  const rows = observations.trials.map(({ row }) => row)
  const { values } = models.scores[0]
  const beliefs = [leftOut(models.factors[0], values), ...sources.map((source) => predicted(source, rows))]
  const losses = beliefs.map((belief, m) => rankingLosses(belief, values, rng.fork('draws', m)))
  const worst = quantile(losses[0], 0.95)
  const heard = losses.map((own, m) => m === 0 || quantile(own, 0.5) <= worst)
  const weights = losses.map(() => 0)
  for (let s = 0; s < draws; s++) {
    let best = 0
    for (let m = 1; m < losses.length; m++) if (heard[m] && losses[m][s] < losses[best][s]) best = m
    weights[best] += 1 / draws
  }
  return weights
}

function predicted({ factor, scores }: SourceModel, rows: readonly Float64Array[]): Beliefs {
  const posterior = new GpPosterior(factor, [scores])
  const means = new Float64Array(rows.length)
  const deviations = new Float64Array(rows.length)
  rows.forEach((row, i) => {
    posterior.predict(row)
    means[i] = posterior.means[0]
    deviations[i] = Math.sqrt(posterior.variance)
  })
  return { means, deviations }
}

/** What the model expects of each of its points without having seen it. */
function leftOut({ w: { data, stride, size } }: CovarianceFactor, values: Float64Array): Beliefs {
  const solved = new Float64Array(size)
  for (let k = 0; k < size; k++) for (let i = 0; i <= k; i++) solved[k] += data[k * stride + i] * values[i]
  const means = new Float64Array(size)
  const deviations = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let alpha = 0
    let precision = 0
    for (let k = i; k < size; k++) {
      alpha += data[k * stride + i] * solved[k]
      precision += data[k * stride + i] ** 2
    }
    means[i] = values[i] - alpha / precision
    deviations[i] = 1 / Math.sqrt(precision)
  }
  return { means, deviations }
}

function rankingLosses({ means, deviations }: Beliefs, values: Float64Array, rng: Rng): Float64Array {
  const drawn = new Float64Array(values.length)
  return Float64Array.from({ length: draws }, () => {
    for (let i = 0; i < drawn.length; i++) drawn[i] = means[i] + deviations[i] * rng.normal()
    let loss = 0
    for (let i = 0; i < drawn.length; i++) {
      for (let j = 0; j < i; j++) loss += Number(drawn[i] < drawn[j] !== values[i] < values[j])
    }
    return loss
  })
}

function quantile(values: Float64Array, share: number): number {
  return values.toSorted()[Math.min(values.length - 1, Math.floor(share * values.length))]
}
