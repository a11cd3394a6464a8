import { createRng } from '../../base/rng.ts'
import { isRanked } from '../core/is-ranked.ts'
import type { History } from '../core/sampler.ts'
import { intersectionSpace } from '../history/intersection-space.ts'
import { observe } from '../samplers/gp/observations/observations.ts'
import { CovarianceFactor } from '../samplers/gp/process/covariance-factor.ts'
import { fitHyperparameters } from '../samplers/gp/process/fit-hyperparameters.ts'
import { GpPosterior } from '../samplers/gp/process/gp-posterior.ts'
import { fromRaw } from '../samplers/gp/process/hyperparameters.ts'
import { inputsFrom } from '../samplers/gp/process/inputs.ts'
import { Acquisition } from '../samplers/gp/search/acquisition.ts'
import { candidatePoints } from '../samplers/gp/search/candidate-points.ts'
import { type GpSpace, gpSpace, pointOfRow, rowOf, rowOfTrial } from '../samplers/gp/space/gp-space.ts'

/** What a study has measured, as scores: larger is better, mean 0 and variance 1. */
export interface Measured {
  readonly space: GpSpace
  readonly rows: readonly Float64Array[]
  readonly scores: Float64Array
  /** What one unit of a score is in the objective's own unit. */
  readonly deviation: number
}

/** A Gaussian process of some scores. */
export interface Surrogate extends Measured {
  readonly raw: Float64Array
  readonly factor: CovarianceFactor
  readonly posterior: GpPosterior
}

const settings = { kernel: 'matern52', deterministic: false } as const
/** Points among which the largest upper confidence bound is looked for (Optuna). */
const samples = 2048
/** Share by which the bounds fail, δ in Makarova et al. 2022. */
const failure = 0.1

/** The feasible complete trials, by the parameters that all of them have; null when there is nothing to model. */
export function measured(history: History): Measured | null {
  const trials = history.trials.filter(isRanked)
  const common = intersectionSpace(trials)
  if (common.size === 0) return null
  const space = gpSpace(common, null)
  const observations = observe({ name: history.name, directions: history.directions, trials }, (trial) =>
    rowOfTrial(space, trial),
  )
  if (observations === null || space.axes.length === 0) return null
  const [{ rows, values, deviation }] = observations.objectives
  return { space, rows, scores: values, deviation }
}

/** The model of these scores; null when its covariance matrix cannot be factorised. */
export function fitSurrogate(of: Measured, start: Float64Array | null = null): Surrogate | null {
  const { space, rows, scores } = of
  const { raw } = fitHyperparameters({ inputs: inputsFrom(space.layout, rows), values: scores }, settings, start)
  const factor = new CovarianceFactor(space.layout, settings.kernel, fromRaw(raw, settings.deterministic))
  if (!factor.append(rows)) return null
  return { ...of, raw, factor, posterior: new GpPosterior(factor, [scores]) }
}

/**
 * How far the best score may lie below that of the optimum, with probability 1 − δ: the largest upper confidence bound of
 * the space minus the largest lower one of the trials, both with the weight β = 2 ln(d n² π² / 6δ) / 5 (Makarova et al.
 * 2022, "Automatic termination for hyperparameter optimization", section 3; constants as in Optuna).
 */
export function standardizedRegretBound({ space, rows, posterior }: Surrogate): number {
  const weight = Math.sqrt((2 / 5) * Math.log((space.axes.length * rows.length ** 2 * Math.PI ** 2) / (6 * failure)))
  const bound = (sign: 1 | -1): Acquisition =>
    new Acquisition([posterior], ({ means, deviations }) => means[0][0] + sign * weight * deviations[0])
  const best = rows.reduce((a, b) => (bound(-1).at(b) > bound(-1).at(a) ? b : a))
  const points = candidatePoints(
    {
      space,
      open: space.axes.map((_, j) => j),
      base: Float64Array.from(space.axes, () => 0.5),
      rng: createRng('regret bound'),
    },
    [pointOfRow(space, best)],
    samples,
  )
  const everywhere = [...rows, ...points.map((point) => rowOf(space, point))]
  const highest = bound(1)
    .atMany(space.layout, everywhere)
    .reduce((a, b) => Math.max(a, b))
  return highest - bound(-1).at(best)
}
