/**
 * The three opinions of MACE on a point: Cowen-Rivers et al. 2022, "HEBO: Pushing the limits of sample-efficient
 * hyper-parameter optimisation", arXiv:2012.03826, section 3.4. All are to be minimised, in units of the standardised scores,
 * where larger scores are better.
 *
 * | symbol | meaning                                                                             |
 * | ------ | ----------------------------------------------------------------------------------- |
 * | μ, σ   | mean and deviation of the score at the point                                         |
 * | τ      | the score to beat: what the model predicts where the best trial is                   |
 * | LCB    | −μ − κσ, the optimistic loss                                                          |
 * | EI, PI | expected improvement on τ, probability of an improvement by ε                        |
 * | P      | probability that the constraints on outcomes hold; its logarithm is added to all three |
 */
import { type Slopes, logExpectedImprovement, logProbabilityOfImprovement } from '../gp/utility/improvement.ts'

/** Improvement that counts (HEBO). */
const leastGain = 1e-4
/** Upsilon and delta of the bound that κ comes from (HEBO). */
const upsilon = 0.5
const delta = 0.01

/** The weight of the deviation after `trials` trials of `parameters` parameters (Srinivas et al. 2010). */
export function kappaOf(trials: number, parameters: number): number {
  const bound = (2 + parameters / 2) * Math.log(Math.max(1, trials)) + Math.log((3 * Math.PI ** 2) / (3 * delta))
  return Math.sqrt(upsilon * 2 * bound)
}

export interface MaceSettings {
  readonly kappa: number
  /** τ; null while no trial is feasible: then only the constraints count. */
  readonly best: number | null
  /** Scores above which the constraints hold. */
  readonly thresholds: readonly number[]
}

/** What the models predict at a point: the score first, then each constraint. */
export interface Predicted {
  readonly means: ArrayLike<number>
  readonly deviations: ArrayLike<number>
}

const unused: Slopes = { mean: 0, deviation: 0 }

/** LCB, −log EI and −log PI. */
export function maceLosses({ means, deviations }: Predicted, { kappa, best, thresholds }: MaceSettings): number[] {
  const unlikely = thresholds.reduce((sum, threshold, c) => {
    const constraint = { mean: means[c + 1], deviation: deviations[c + 1] }
    return sum - logProbabilityOfImprovement(constraint, threshold, unused)
  }, 0)
  if (best === null) return [unlikely, unlikely, unlikely]
  const score = { mean: means[0], deviation: deviations[0] }
  return [
    unlikely - score.mean - kappa * score.deviation,
    unlikely - logExpectedImprovement(score, best, unused),
    unlikely - logProbabilityOfImprovement(score, best + leastGain, unused),
  ]
}
