import { z } from 'zod'
import type { PrunerDefinition } from '../core/pruner.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { firstCompleteLength } from './first-complete.ts'
import { halvingRule } from './halving-rule.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'
import { resourceOption } from './resource-option.ts'

/** The rungs of successive halving. All are whole numbers. */
export interface SuccessiveHalvingOptions extends MetricOptions {
  /**
   * Steps up to the first rung; at least 1. Default `'auto'`: a hundredth of the steps of the trial that completed first;
   * nothing is pruned before.
   */
  readonly minResource?: number | 'auto'
  /** η: one in how many goes on at each rung, and how much longer the next rung is; at least 2, default 4. */
  readonly reductionFactor?: number
  /** s: how many of the lowest rungs are left out; at least 0, default 0. */
  readonly minEarlyStoppingRate?: number
  /** How many trials a rung must have seen before any may pass it; at least 0, default 0. Not with `'auto'`. */
  readonly bootstrapCount?: number
}

const schema = z
  .strictObject({
    ...metricFields,
    minResource: resourceOption(),
    reductionFactor: wholeNumber(2).default(4),
    minEarlyStoppingRate: wholeNumber(0).default(0),
    bootstrapCount: wholeNumber(0).default(0),
  })
  .refine(({ minResource, bootstrapCount }) => minResource !== 'auto' || bootstrapCount === 0, {
    path: ['bootstrapCount'],
    message: '0 while "minResource" is "auto"',
  })

/**
 * Asynchronous successive halving: a trial goes on past a rung when it is among the best 1/η that have reached it so far
 * (Li et al. 2020, arXiv:1810.05934; Optuna's `SuccessiveHalvingPruner` and its defaults).
 *
 * Stops bad trials very early, with any number of workers. It never waits, so the first trials always go on. To pause and
 * resume trials instead of giving them up, use `schedulers.asha({ mode: 'promotion' })`.
 *
 * Deviation: Optuna estimates `'auto'` once for each process, from what is complete then; here every worker, also one that
 * comes later, uses the trial that completed first.
 */
export const definition: PrunerDefinition<SuccessiveHalvingOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'pruner', name: 'successiveHalving' })
    return onMetric(settings, {
      name: 'successiveHalving',
      shouldPrune(request) {
        const { minResource } = settings
        const length = minResource === 'auto' ? firstCompleteLength(request.history) : null
        if (minResource === 'auto' && length === null) return false
        const first = minResource === 'auto' ? Math.max(1, Math.floor(length! / 100)) : minResource
        return halvingRule(request, { ...settings, minResource: first })
      },
    })
  },
}
