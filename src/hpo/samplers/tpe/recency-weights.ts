/** This many newest trials keep their full weight. */
const flat = 25

/**
 * Weights of `trials` observations in order of number, so that old ones fade: 1 for the 25 newest, and from 1/n up to 1
 * in even steps for the others (Bergstra et al. 2013; Optuna's `default_weights`).
 */
export function recencyWeights(trials: number): Float64Array {
  const weights = new Float64Array(trials).fill(1)
  const ramp = trials - flat
  const first = 1 / trials
  const step = ramp > 1 ? (1 - first) / (ramp - 1) : 0
  for (let i = 0; i < ramp; i++) weights[i] = first + step * i
  return weights
}
