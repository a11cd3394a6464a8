import { checkMetrics } from './check-metrics.ts'
import { badMetric, badWeight } from './messages.ts'

/**
 * Several metrics as one objective: `weightedSum({ accuracy: 1, seconds: -0.1 })` gives a function from measured metrics
 * to accuracy − 0.1·seconds. What it leaves unweighted is ignored.
 *
 * A weighted sum only finds trade-offs on the convex part of the Pareto front (Das and Dennis 1997); with several
 * directions a study finds all of them.
 *
 * @throws InputError `study/bad-weight`; the function throws `study/bad-metric` when a metric is missing or no number
 */
export function weightedSum<Metric extends string>(
  weights: Readonly<Record<Metric, number>>,
): (measured: Readonly<Record<Metric, number>>) => number {
  checkMetrics('weightedSum', weights)
  const entries = Object.entries<number>(weights) as [Metric, number][]
  for (const [metric, weight] of entries) if (!Number.isFinite(weight)) throw badWeight(metric, weight)
  return (measured) => {
    checkMetrics('the weighted sum', measured)
    return entries.reduce((sum, [metric, weight]) => {
      const value: unknown = measured[metric]
      if (typeof value !== 'number') throw badMetric({ metric, value, use: 'weighted sum' })
      return sum + weight * value
    }, 0)
  }
}
