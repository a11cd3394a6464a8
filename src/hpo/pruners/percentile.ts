import { z } from 'zod'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import type { PrunerDefinition } from '../core/pruner.ts'
import { type PercentileRule, percentileRule } from './percentile-rule.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** Which trials the percentile keeps, and when it is asked. All counts are whole numbers. */
export interface PercentileOptions extends MetricOptions {
  /** The share of trials that may go on, in percent: 25 keeps the best quarter; 0 to 100, default 25. */
  readonly percentile?: number
  /** No trial is pruned before this many are complete; at least 0, default 5. */
  readonly nStartupTrials?: number
  /** No trial is pruned at a step below this one; at least 0, default 0. */
  readonly nWarmupSteps?: number
  /** Steps between two checks, counted from `nWarmupSteps`; at least 1, default 1. */
  readonly intervalSteps?: number
  /** How many complete trials must have reported at the step; at least 1, default 1. */
  readonly nMinTrials?: number
}

const schema = z.strictObject({
  ...metricFields,
  percentile: numberFrom(0, 100).default(25),
  nStartupTrials: wholeNumber(0).default(5),
  nWarmupSteps: wholeNumber(0).default(0),
  intervalSteps: wholeNumber(1).default(1),
  nMinTrials: wholeNumber(1).default(1),
})

/**
 * Stops a trial whose best intermediate value so far is not among the best `percentile` percent of what the complete
 * trials reported at the same step (Optuna's `PercentilePruner` and its defaults; 50 is the median pruner).
 *
 * Choose it over the median when most trials are known to be bad (25, 10). It needs curves that are comparable step by
 * step.
 */
export const definition: PrunerDefinition<PercentileOptions> = {
  create(options) {
    const { percentile, ...rest } = parseOptions(schema, options, { kind: 'pruner', name: 'percentile' })
    const rule: PercentileRule = { kept: percentile / 100, ...rest }
    return onMetric(rest, { name: 'percentile', shouldPrune: (request) => percentileRule(request, rule) })
  },
}
