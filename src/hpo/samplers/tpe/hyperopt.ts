import { hyperoptGamma } from './gamma.ts'
import type { TpeOptions } from './tpe-options.ts'

/**
 * The settings of Hyperopt's TPE, for `samplers.tpe(hyperopt())`: 20 random trials, each parameter alone, fewer good
 * trials (Optuna, `TPESampler.hyperopt_parameters`).
 */
export function hyperopt(): TpeOptions {
  return { nStartupTrials: 20, nEiCandidates: 24, multivariate: false, gamma: hyperoptGamma }
}
