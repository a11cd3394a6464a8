import { z } from 'zod'
import type { PrunerDefinition } from '../core/pruner.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { isCheckDue } from './check-due.ts'
import { newestStep } from './newest-step.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** What a report may be, and when it is looked at. */
export interface ThresholdOptions extends MetricOptions {
  /** A trial that reports less is stopped; default none. */
  readonly lower?: number
  /** A trial that reports more is stopped; default none. At least one of the two must be given. */
  readonly upper?: number
  /** No trial is pruned at a step below this one; a whole number ≥ 0, default 0. */
  readonly nWarmupSteps?: number
  /** Steps between two checks, counted from `nWarmupSteps`; a whole number ≥ 1, default 1. */
  readonly intervalSteps?: number
}

const schema = z
  .strictObject({
    ...metricFields,
    lower: z.number('a number').optional(),
    upper: z.number('a number').optional(),
    nWarmupSteps: wholeNumber(0).default(0),
    intervalSteps: wholeNumber(1).default(1),
  })
  .refine(({ lower, upper }) => lower !== undefined || upper !== undefined, {
    path: ['upper'],
    message: 'a number here, for "lower", or for both',
  })
  .refine(({ lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }) => lower <= upper, {
    path: ['lower'],
    message: 'a number that is not above "upper"',
  })

/**
 * Stops a trial as soon as it reports a value outside [`lower`, `upper`], or NaN, whatever the other trials did and
 * whichever direction the study has (Optuna's `ThresholdPruner`).
 *
 * For values that are known to mean failure: a diverged loss, an accuracy below chance after the warm-up.
 */
export const definition: PrunerDefinition<ThresholdOptions> = {
  create(options) {
    const { lower, upper, metric, ...rhythm } = parseOptions(schema, options, { kind: 'pruner', name: 'threshold' })
    const isOutside = (value: number): boolean =>
      Number.isNaN(value) || (lower !== undefined && value < lower) || (upper !== undefined && value > upper)
    return onMetric(
      { metric, direction: rhythm.direction ?? 'minimize' },
      {
        name: 'threshold',
        shouldPrune({ trial: { intermediateValues } }) {
          if (intermediateValues.size === 0 || !isCheckDue(intermediateValues, rhythm)) return false
          return isOutside(intermediateValues.get(newestStep(intermediateValues))!)
        },
      },
    )
  },
}
