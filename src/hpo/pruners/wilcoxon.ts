import { z } from 'zod'
import { signedRankPValue } from '../../math/stats/signed-rank.ts'
import { bestTrial } from '../core/best-trial.ts'
import { minimizeSign } from '../core/direction.ts'
import type { PrunerDefinition } from '../core/pruner.ts'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { metricFields, type MetricOptions, onMetric } from './on-metric.ts'

/** How sure the test must be, and what becomes of a trial that it stops. */
export interface WilcoxonOptions extends MetricOptions {
  /**
   * A trial is stopped when the probability of looking so much worse by chance falls below this; 0 to 1, default 0.1. The
   * test is repeated at every report, so the chance of a mistake in a whole trial is larger.
   */
  readonly pThreshold?: number
  /** How many steps must be common with the best trial; a whole number, at least 2 in effect, default 2. */
  readonly nStartupSteps?: number
  /** A stopped trial is complete with the mean of its reports, so that samplers learn from it; default false: pruned. */
  readonly returnMean?: boolean
}

const schema = z.strictObject({
  ...metricFields,
  pThreshold: numberFrom(0, 1).default(0.1),
  nStartupSteps: wholeNumber(0).default(2),
  returnMean: z.boolean('true or false').default(false),
})

type Curve = ReadonlyMap<number, number>

/**
 * Stops a trial that is worse than the best trial by Wilcoxon's signed-rank test over the steps that both have reported.
 * Steps are problem instances or folds here, not time: report the value of instance i at step i, in any order, and return
 * the mean (Optuna's `WilcoxonPruner` and its defaults; Wilcoxon 1945).
 *
 * It does nothing while a value of the trial or of the best trial is NaN or infinite, and never when the mean so far is at
 * least as good as that of the best trial.
 */
export const definition: PrunerDefinition<WilcoxonOptions> = {
  create(options) {
    const { pThreshold, nStartupSteps, returnMean, ...judged } = parseOptions(schema, options, {
      kind: 'pruner',
      name: 'wilcoxon',
    })
    return onMetric(judged, {
      name: 'wilcoxon',
      shouldPrune({ trial, history }) {
        const curve = trial.intermediateValues
        const best = bestTrial(history)?.intermediateValues
        if (best === undefined || !isUsable(curve) || !isUsable(best)) return false
        const sign = minimizeSign(history.directions[0])
        const losses = [...curve].flatMap(([step, value]) => (best.has(step) ? [sign * (value - best.get(step)!)] : []))
        if (losses.length < Math.max(2, nStartupSteps)) return false
        if (sign * mean(curve) <= sign * mean(best)) return false
        return signedRankPValue(losses) < pThreshold
      },
      ...(returnMean && { valueWhenStopped: ({ trial }) => mean(trial.intermediateValues) }),
    })
  },
}

function isUsable(curve: Curve): boolean {
  return curve.size > 0 && [...curve.values()].every(Number.isFinite)
}

function mean(curve: Curve): number {
  let sum = 0
  for (const value of curve.values()) sum += value
  return sum / curve.size
}
