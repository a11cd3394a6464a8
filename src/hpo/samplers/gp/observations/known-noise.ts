import { repeatedValues } from '../../../core/repeats.ts'
import type { TrialRecord } from '../../../core/trial-record.ts'

/** The variance that all trials share counts as much as this many repeats of a trial's own: few repeats say little. */
const sharedWeight = 4

/**
 * How much the mean value of each trial may be off, as a variance, from the scatter of its repeats: trials may be noisy by
 * different amounts, and repeated by different numbers. A trial's own variance is drawn to that of all (an inverse-χ² prior),
 * and divided by its repeats.
 *
 * @returns null when no trial was repeated
 */
export function knownNoise(trials: readonly TrialRecord[]): Float64Array | null {
  const scatters = trials.map(scatterOf)
  const freedom = scatters.reduce((sum, { repeats }) => sum + repeats - 1, 0)
  if (freedom === 0) return null
  const shared = scatters.reduce((sum, { squares }) => sum + squares / freedom, 0)
  if (!Number.isFinite(shared)) return null
  return Float64Array.from(scatters, ({ repeats, squares }) => {
    return (squares + sharedWeight * shared) / (repeats - 1 + sharedWeight) / repeats
  })
}

/** Repeats of a trial, and the sum of squared differences from their mean. */
function scatterOf(trial: TrialRecord): { readonly repeats: number; readonly squares: number } {
  const values = repeatedValues(trial)
  if (values.length < 2) return { repeats: 1, squares: 0 }
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return { repeats: values.length, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) }
}
