import { z } from 'zod'
import { quantile } from '../../math/stats/quantile.ts'
import { minimizeSign } from '../core/direction.ts'
import type { PrunerDefinition } from '../core/pruner.ts'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { newestStep } from './newest-step.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** Where trials are compared, and how good they must be. */
export interface EvaluationPointsOptions extends MetricOptions {
  /** The last step of a full trial; a whole number ≥ 1, default 100. */
  readonly maxSteps?: number
  /** How many steps are looked at, evenly spaced from 1 to `maxSteps`; a whole number ≥ 1, default 5. */
  readonly points?: number
  /** The share of earlier trials that a trial may be worse than; 0 to 1, default 0.5: the better half goes on. */
  readonly threshold?: number
  /** No trial is pruned before this many have ended, pruned ones included; a whole number ≥ 0, default 5. */
  readonly nStartupTrials?: number
}

const schema = z.strictObject({
  ...metricFields,
  maxSteps: wholeNumber(1).default(100),
  points: wholeNumber(1).default(5),
  threshold: numberFrom(0, 1).default(0.5),
  nStartupTrials: wholeNumber(0).default(5),
})

/** The system attribute with the last evaluation point that a trial has reached: the steps that it has cost at least. */
export const resourcesUsedKey = 'ansatz:resources_used'

/**
 * Compares trials at a few evaluation points only, by their value there and with every trial that has ended, pruned ones
 * included: what lies beyond the `threshold` quantile stops. Reports between the points are free.
 *
 * When reports are noisy or dear, so that a handful of checks is all one wants. Since pruned trials stay in the
 * comparison, it prunes less and less of an improving study than the percentile of complete trials does.
 *
 * At each point `ansatz:resources_used` is noted with the trial; `resourcesUsed(trial)` gives it for any trial. NaN stops a
 * trial once there is something to compare with.
 */
export const definition: PrunerDefinition<EvaluationPointsOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'pruner', name: 'evaluationPoints' })
    const points = evaluationPoints(settings)
    return onMetric(settings, {
      name: 'evaluationPoints',
      shouldPrune({ trial, history, note }) {
        const step = newestStep(trial.intermediateValues)
        if (!points.has(step)) return false
        note(resourcesUsedKey, step)
        const ended = history.trials.filter(({ state }) => state === 'complete' || state === 'pruned')
        if (ended.length < settings.nStartupTrials) return false
        const sign = minimizeSign(history.directions[0])
        const others = ended.flatMap(({ intermediateValues: curve }) =>
          curve.has(step) ? [sign * curve.get(step)!] : [],
        )
        const limit = quantile(others, 1 - settings.threshold)
        return !Number.isNaN(limit) && !(sign * trial.intermediateValues.get(step)! <= limit)
      },
    })
  },
}

/** 1 … `maxSteps` in `points` even steps, rounded down. */
function evaluationPoints({ maxSteps, points }: { readonly maxSteps: number; readonly points: number }): Set<number> {
  const gap = (maxSteps - 1) / Math.max(1, points - 1)
  return new Set(Array.from({ length: points }, (_, k) => Math.floor(1 + k * gap + 1e-9)))
}
