import { createMoments, type Utility } from '../gp/utility/utility.ts'

/** The mean of all models' means: the first look at what other studies have found. */
export const meanUtility: Utility = ({ means }, slopes) => {
  const share = 1 / means.length
  for (let m = 0; m < means.length; m++) {
    slopes.means[m][0] = share
    slopes.deviations[m] = 0
  }
  return means.reduce((sum, [mean]) => sum + share * mean, 0)
}

/**
 * `own` as a utility of an ensemble: its first model is a mixture of the first and of those after the own ones, with mean
 * Σ wₘ μₘ and variance Σ wₘ² σₘ² (Feurer et al. 2018, section 4).
 *
 * @param shares w of the first model and of the added ones
 * @param models how many models `own` knows
 */
export function ensembleUtility(
  own: Utility,
  {
    shares,
    models,
    fantasies,
  }: { readonly shares: readonly number[]; readonly models: number; readonly fantasies: number },
): Utility {
  const mixed = createMoments(models, fantasies)
  const mixedSlopes = createMoments(models, fantasies)
  // Model 0, then those that were added.
  const members = shares.map((_, i) => (i === 0 ? 0 : models + i - 1))
  return ({ means, deviations }, slopes) => {
    for (let c = 1; c < models; c++) {
      mixed.means[c].set(means[c])
      mixed.deviations[c] = deviations[c]
    }
    mixed.means[0].fill(0)
    let variance = 0
    members.forEach((m, i) => {
      for (let s = 0; s < fantasies; s++) mixed.means[0][s] += shares[i] * means[m][s]
      variance += (shares[i] * deviations[m]) ** 2
    })
    mixed.deviations[0] = Math.sqrt(variance)
    const value = own(mixed, mixedSlopes)
    for (let c = 1; c < models; c++) {
      slopes.means[c].set(mixedSlopes.means[c])
      slopes.deviations[c] = mixedSlopes.deviations[c]
    }
    members.forEach((m, i) => {
      for (let s = 0; s < fantasies; s++) slopes.means[m][s] = shares[i] * mixedSlopes.means[0][s]
      slopes.deviations[m] = (mixedSlopes.deviations[0] * shares[i] ** 2 * deviations[m]) / mixed.deviations[0]
    })
    return value
  }
}
