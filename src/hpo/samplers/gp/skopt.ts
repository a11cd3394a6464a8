import type { GpOptions } from './gp-options.ts'

/**
 * The settings of scikit-optimize's `gp_minimize` and `BayesSearchCV`, for `samplers.gp(skopt())`: 10 random trials, a Matérn
 * 5/2 covariance, the expected improvement by 0.01, the best of 10,000 random points improved by 5 climbs. Its default
 * acquisition `gp_hedge` draws lots between that, a confidence bound and the probability of improvement; this is its first.
 *
 * With the same hyperparameters both predict the same and expect the same improvement. They differ in how those are fitted
 * (here with priors), and `xi` is in standard deviations of the values so far, there in units of the objective.
 */
export function skopt(): GpOptions {
  return {
    nStartupTrials: 10,
    kernel: 'matern52',
    acquisition: 'ei',
    xi: 0.01,
    candidates: 10_000,
    restarts: 5,
  }
}
