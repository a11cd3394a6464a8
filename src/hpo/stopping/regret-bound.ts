import { minimizeSign } from '../core/direction.ts'
import { bestTrial } from '../core/best-trial.ts'
import { isRanked } from '../core/is-ranked.ts'
import { repeatedValues } from '../core/repeats.ts'
import type { History } from '../core/sampler.ts'
import { fitSurrogate, measured, standardizedRegretBound } from './surrogate.ts'

/** The share of trials that are modelled, the best ones: the others say little of what may still be found. */
const topShare = 0.5
/** So many are modelled at least. */
const fewestTop = 20

/**
 * An upper bound on how much better than the best value the optimum may be, in the unit of the objective, with a
 * probability of 90 % if the objective is as smooth as a Gaussian process assumes (Makarova et al. 2022; settings of
 * Optuna's `RegretBoundEvaluator`). Infinite while there is nothing to model.
 */
export function regretBound(history: History): number {
  // A study has getters, which a spread would lose.
  const { name, directions } = history
  const model = measured({ name, directions, trials: topTrials(history) })
  const surrogate = model === null ? null : fitSurrogate(model)
  return surrogate === null ? Number.POSITIVE_INFINITY : standardizedRegretBound(surrogate) * surrogate.deviation
}

/**
 * The standard error of the best value: what is left of a regret below it is noise. Null when the best trial was measured
 * only once. The variance of k repeats or folds is taken (1/k + 1/(k − 1)) times: folds overlap (Nadeau and Bengio 2003).
 */
export function errorOfBest(history: History): number | null {
  const best = bestTrial(history)
  const values = best === null ? [] : repeatedValues(best)
  const k = values.length
  if (k < 2) return null
  const mean = values.reduce((sum, value) => sum + value / k, 0)
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / k, 0)
  return Math.sqrt((1 / k + 1 / (k - 1)) * variance)
}

function topTrials({ trials, directions }: History): History['trials'] {
  const sign = minimizeSign(directions[0])
  const usable = trials.filter(isRanked).filter(({ values }) => !Number.isNaN(values[0]))
  const ranked = usable.toSorted((a, b) => sign * (a.values[0] - b.values[0]))
  const count = Math.min(usable.length, Math.max(fewestTop, Math.floor(topShare * usable.length)))
  if (count === 0) return []
  const worst = sign * ranked[count - 1].values[0]
  return usable.filter(({ values }) => sign * values[0] <= worst)
}
