import { badArgument } from '../../base/check-argument.ts'
import type { Direction } from '../core/direction.ts'
import { checkMetrics } from './check-metrics.ts'
import { badMetric } from './messages.ts'

/** Named metrics with the direction in which each is better. */
export type MetricSet = Readonly<Record<string, Direction>>

/** Two or more named metrics as the objectives of a study. */
export interface TradeOff<Metrics extends MetricSet = MetricSet> {
  /** In the order of the objectives. */
  readonly metrics: readonly (keyof Metrics & string)[]
  /** For `createStudy({ directions })`. */
  readonly directions: readonly Direction[]
  /**
   * The measured metrics in the order of the objectives, for the objective function to return.
   *
   * @throws InputError `study/bad-metric` when one is missing or no number
   */
  readonly values: (measured: Readonly<Record<keyof Metrics, number>>) => readonly number[]
}

/** A trade-off between metrics of your own: `tradeOff({ accuracy: 'maximize', latency: 'minimize' })`. */
export function tradeOff<const Metrics extends MetricSet>(metrics: Metrics): TradeOff<Metrics> {
  checkMetrics('tradeOff', metrics)
  const wrong = Object.entries(metrics).find(([, way]) => way !== 'minimize' && way !== 'maximize')
  if (wrong !== undefined || Object.keys(metrics).length < 2) {
    throw badArgument({
      call: 'tradeOff',
      what: 'the metrics',
      value: metrics,
      allowed: "two names or more, each with 'minimize' or 'maximize'",
    })
  }
  const names = Object.keys(metrics) as (keyof Metrics & string)[]
  return Object.freeze({
    metrics: Object.freeze(names),
    directions: Object.freeze(names.map((name) => metrics[name])),
    values(measured: Readonly<Record<keyof Metrics, number>>) {
      checkMetrics('values', measured)
      return names.map((name) => {
        const value: unknown = measured[name]
        if (typeof value === 'number') return value
        throw badMetric({ metric: name, value, use: 'trade-off' })
      })
    },
  })
}

/** The trade-offs that scientists meet most. */
export const tradeOffs = Object.freeze({
  /** How good the predictions are, against what they cost (seconds, FLOPs, parameters). */
  accuracyEfficiency: tradeOff({ accuracy: 'maximize', cost: 'minimize' }),
  /** The worst case (noise, shifted data, other seeds), against the usual case. */
  robustnessPerformance: tradeOff({ robustness: 'maximize', performance: 'maximize' }),
  /** How well people can follow the model, against its size (terms, layers, parameters). */
  interpretabilityComplexity: tradeOff({ interpretability: 'maximize', complexity: 'minimize' }),
  /** How far conservation laws are violated, against the misfit to the data that a freer model lowers. */
  conservationFlexibility: tradeOff({ conservationError: 'minimize', misfit: 'minimize' }),
})
