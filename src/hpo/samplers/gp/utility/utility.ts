/**
 * What makes a point worth trying, from what the models predict there. All of it is to be maximised, in units of the
 * standardised scores, where larger is better and a constraint is satisfied above its threshold.
 *
 * | symbol | meaning                                                                     | shape       |
 * | ------ | --------------------------------------------------------------------------- | ----------- |
 * | μ      | means, of each model in each fantasy (a way in which running trials come out) | models × [S] |
 * | σ      | standard deviations                                                          | [models]    |
 */
import { type Slopes, logExpectedImprovement, logProbabilityOfImprovement } from './improvement.ts'

export interface Moments {
  readonly means: readonly Float64Array[]
  readonly deviations: Float64Array
}

/** The utility; its slopes with respect to every moment are written to `slopes`. */
export type Utility = (moments: Moments, slopes: Moments) => number

export function createMoments(models: number, fantasies: number): Moments {
  return {
    means: Array.from({ length: models }, () => new Float64Array(fantasies)),
    deviations: new Float64Array(models),
  }
}

/** One objective's part of the utility in one fantasy, with its slopes. */
export type ObjectiveTerm = (normal: { mean: number; deviation: number }, fantasy: number, slopes: Slopes) => number

/** How fantasies are averaged: utilities, or what their logarithms stand for. */
type Average = 'mean' | 'logMeanExp'

export interface SingleObjective {
  /** Null while no trial is feasible: then only constraints count. */
  readonly term: ObjectiveTerm | null
  readonly average: Average
  /** Of the models after the first. */
  readonly thresholds: readonly number[]
}

/**
 * The utility of one objective (model 0) times the probability that every constraint (models 1, …) holds, as a logarithm:
 * Gardner et al. 2014, "Bayesian optimization with inequality constraints". Averaged over fantasies as Snoek et al. 2012,
 * "Practical Bayesian optimization", section 3.2, integrate over pending trials.
 */
export function singleObjectiveUtility({ term, average, thresholds }: SingleObjective): Utility {
  const slope: Slopes = { mean: 0, deviation: 0 }
  return ({ means, deviations }, slopes) => {
    const fantasies = means[0].length
    const values = new Float64Array(fantasies)
    const deviationSlopes = Array.from(deviations, () => new Float64Array(fantasies))
    for (let s = 0; s < fantasies; s++) {
      slopes.means[0][s] = 0
      if (term !== null) {
        values[s] = term({ mean: means[0][s], deviation: deviations[0] }, s, slope)
        slopes.means[0][s] = slope.mean
        deviationSlopes[0][s] = slope.deviation
      }
      for (let c = 0; c < thresholds.length; c++) {
        const normal = { mean: means[c + 1][s], deviation: deviations[c + 1] }
        values[s] += logProbabilityOfImprovement(normal, thresholds[c], slope)
        slopes.means[c + 1][s] = slope.mean
        deviationSlopes[c + 1][s] = slope.deviation
      }
    }
    const { value, weights } = averaged(values, average)
    for (let m = 0; m < deviations.length; m++) {
      let sum = 0
      for (let s = 0; s < fantasies; s++) {
        slopes.means[m][s] *= weights[s]
        sum += weights[s] * deviationSlopes[m][s]
      }
      slopes.deviations[m] = sum
    }
    return value
  }
}

/** An average and its slope with respect to each value. */
export function averaged(
  values: Float64Array,
  average: Average,
): { readonly value: number; readonly weights: Float64Array } {
  const count = values.length
  if (average === 'mean') {
    const value = values.reduce((sum, one) => sum + one, 0) / count
    return { value, weights: new Float64Array(count).fill(1 / count) }
  }
  if (count === 1) return { value: values[0], weights: one }
  const largest = values.reduce((a, b) => Math.max(a, b))
  if (!Number.isFinite(largest)) return { value: largest, weights: new Float64Array(count).fill(1 / count) }
  const weights = values.map((value) => Math.exp(value - largest))
  const sum = weights.reduce((a, b) => a + b)
  return { value: largest + Math.log(sum / count), weights: weights.map((weight) => weight / sum) }
}

const one = Float64Array.of(1)

/** The objective's term by name; `bests` are the scores to improve on, one per fantasy. */
export function objectiveTerm(
  acquisition: 'logEi' | 'ei' | 'pi' | 'ucb',
  { bests, xi, beta }: { readonly bests: Float64Array; readonly xi: number; readonly beta: number },
): ObjectiveTerm {
  switch (acquisition) {
    case 'logEi':
      return (normal, s, slopes) => logExpectedImprovement(normal, bests[s], slopes)
    case 'ei':
      return (normal, s, slopes) => logExpectedImprovement(normal, bests[s] + xi, slopes)
    case 'pi':
      return (normal, s, slopes) => logProbabilityOfImprovement(normal, bests[s] + xi, slopes)
    case 'ucb':
      return ({ mean, deviation }, _, slopes) => {
        slopes.mean = 1
        slopes.deviation = beta
        return mean + beta * deviation
      }
  }
}
