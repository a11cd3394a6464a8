import type { TrialRecord } from '../../core/trial-record.ts'
import type { Observations, Scores } from '../gp/observations/observations.ts'
import type { Utility } from '../gp/utility/utility.ts'

/** The logarithms of what the trials cost, standardised; null when fewer than two trials say so. */
export function costsOf({ trials }: Observations, cost: string): Scores | null {
  const known = trials.flatMap(({ trial, row }) => {
    const amount = costOf(trial, cost)
    return amount !== null && amount > 0 && Number.isFinite(amount) ? [{ row, log: Math.log(amount) }] : []
  })
  if (known.length < 2) return null
  const mean = known.reduce((sum, { log }) => sum + log / known.length, 0)
  const variance = known.reduce((sum, { log }) => sum + (log - mean) ** 2 / known.length, 0)
  const deviation = Math.max(Math.sqrt(variance), 1e-10)
  const values = Float64Array.from(known, ({ log }) => (log - mean) / deviation)
  return { rows: known.map(({ row }) => row), values, mean, deviation }
}

function costOf({ startedAt, completedAt, userAttrs }: TrialRecord, cost: string): number | null {
  const amount = Object.hasOwn(userAttrs, cost) ? userAttrs[cost] : null
  if (typeof amount === 'number') return amount
  if (cost !== 'duration' || startedAt === null || completedAt === null) return null
  return completedAt.getTime() - startedAt.getTime()
}

/** `free` minus `price` times the mean of the last model: logarithms, so a quotient of what they stand for. */
export function pricedUtility(free: Utility, price: number): Utility {
  return ({ means, deviations }, slopes) => {
    const last = means.length - 1
    const value = free(
      { means: means.slice(0, last), deviations: deviations.subarray(0, last) },
      { means: slopes.means.slice(0, last), deviations: slopes.deviations.subarray(0, last) },
    )
    const fantasies = means[last].length
    slopes.means[last].fill(-price / fantasies)
    slopes.deviations[last] = 0
    return value - (price * means[last].reduce((sum, mean) => sum + mean, 0)) / fantasies
  }
}
