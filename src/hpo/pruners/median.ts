import { z } from 'zod'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import type { PrunerDefinition } from '../core/pruner.ts'
import { type PercentileRule, percentileRule } from './percentile-rule.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** When the median is asked. All counts are whole numbers. */
export interface MedianOptions extends MetricOptions {
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
  nStartupTrials: wholeNumber(0).default(5),
  nWarmupSteps: wholeNumber(0).default(0),
  intervalSteps: wholeNumber(1).default(1),
  nMinTrials: wholeNumber(1).default(1),
})

/**
 * Stops a trial whose best intermediate value so far is worse than the median of the complete trials at the same step
 * (Golovin et al. 2017, "Google Vizier", section 3.5.2; Optuna's `MedianPruner` and its defaults).
 *
 * Meant for learning curves that are comparable step by step. It cannot judge when trials report at different steps.
 */
export const definition: PrunerDefinition<MedianOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'pruner', name: 'median' })
    const rule: PercentileRule = { kept: 0.5, ...settings }
    return onMetric(settings, { name: 'median', shouldPrune: (request) => percentileRule(request, rule) })
  },
}
