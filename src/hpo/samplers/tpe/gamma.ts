/** The most trials that count as good, whatever the length of the study (Bergstra et al. 2013, as Optuna uses it). */
const mostBelow = 25

/**
 * How many of `finished` trials count as good: a tenth, rounded up; with one objective at most 25 (Optuna's
 * `default_gamma` and `default_gamma_multiobjective`). A front of several objectives needs room.
 */
export function gamma(finished: number, objectives = 1): number {
  const tenth = Math.ceil(0.1 * finished)
  return objectives === 1 ? Math.min(tenth, mostBelow) : tenth
}

/** A quarter of the square root, rounded up, at most 25 (Hyperopt; Optuna's `hyperopt_default_gamma`). */
export function hyperoptGamma(finished: number): number {
  return Math.min(Math.ceil(0.25 * Math.sqrt(finished)), mostBelow)
}
