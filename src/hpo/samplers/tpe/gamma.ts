/** The most trials that count as good, whatever the length of the study (Bergstra et al. 2013, as Optuna uses it). */
const mostBelow = 25

/** How many of `finished` trials count as good: a tenth, rounded up, at most 25 (Optuna's `default_gamma`). */
export function gamma(finished: number): number {
  return Math.min(Math.ceil(0.1 * finished), mostBelow)
}
