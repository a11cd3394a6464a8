import { applyInverse } from '../../../math/linalg/lower-inverse.ts'
import type { Models } from './models.ts'
import type { Observations, Scores } from './observations/observations.ts'
import type { CovarianceFactor } from './process/covariance-factor.ts'

/** Observations, and models of them: of the objective on two scales first, then of each constraint. */
interface OnTwoScales {
  readonly observations: Observations
  readonly models: Models
}

/** The observations of one objective with those on another scale beside it. */
export function onTwoScales(observations: Observations, other: Observations): Observations {
  return { ...observations, objectives: [...observations.objectives, ...other.objectives] }
}

/** The scale on which the better half of the trials is predicted more surely, each from all others; the first of equals. */
export function likelierScale({ observations, models: { scores, factors } }: OnTwoScales): OnTwoScales {
  const [first, second] = [0, 1].map((m) => leaveOneOut(factors[m], scores[m]))
  const other = second > first ? 0 : 1
  return {
    observations: { ...observations, objectives: observations.objectives.toSpliced(other, 1) },
    models: { scores: scores.toSpliced(other, 1), factors: factors.toSpliced(other, 1) },
  }
}

/**
 * How surely a Gaussian process predicts the observations of the better half, each from all others: the mean logarithm of
 * their densities in units of the scores, so that scales which agree on the better half can be compared.
 *
 * | symbol | meaning                                                | shape  |
 * | ------ | ------------------------------------------------------ | ------ |
 * | α      | K⁻¹ y                                                  | [n]    |
 * | p      | diagonal of K⁻¹ = WᵀW: 1/p is the variance of yᵢ − its prediction αᵢ/pᵢ | [n] |
 *
 * Rasmussen and Williams 2006, equations 5.10 to 5.12.
 */
export function leaveOneOut({ w, count }: CovarianceFactor, { values, deviation }: Scores): number {
  const alpha = new Float64Array(count)
  applyInverse(w, values, alpha)
  const median = values.toSorted()[Math.floor(count / 2)]
  let sum = 0
  let better = 0
  for (let i = 0; i < count; i++) {
    if (values[i] < median) continue
    let precision = 0
    for (let k = i; k < count; k++) precision += w.data[k * w.stride + i] ** 2
    sum += (Math.log(precision / (2 * Math.PI)) - alpha[i] ** 2 / precision) / 2
    better++
  }
  return sum / better - Math.log(deviation)
}
