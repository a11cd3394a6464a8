import { quantile } from '../../math/stats/quantile.ts'
import { minimizeSign } from '../core/direction.ts'
import type { PruneRequest } from '../core/pruner.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { type CheckRhythm, isCheckDue } from './check-due.ts'
import { newestStep } from './newest-step.ts'

export interface PercentileRule extends CheckRhythm {
  /** The share of complete trials that counts as good enough: 0.5 compares with the median. */
  readonly kept: number
  readonly nStartupTrials: number
  readonly nMinTrials: number
}

/**
 * Whether the best value that a trial has reported so far is worse than the `kept` quantile of what the complete trials
 * reported at its newest step (the rule of Optuna's `PercentilePruner`).
 *
 * A trial that has reported nothing but NaN is pruned; NaN of other trials is left out; without anything to compare with
 * the trial goes on.
 */
export function percentileRule({ trial, history }: PruneRequest, rule: PercentileRule): boolean {
  const complete = history.trials.filter(({ state }) => state === 'complete')
  if (complete.length === 0 || complete.length < rule.nStartupTrials) return false
  if (!isCheckDue(trial.intermediateValues, rule)) return false

  const step = newestStep(trial.intermediateValues)
  const sign = minimizeSign(history.directions[0])
  const best = bestSoFar(trial, sign)
  if (best === null) return true

  const others = complete.flatMap(({ intermediateValues }) => {
    const value = intermediateValues.get(step)
    return value === undefined ? [] : [sign * value]
  })
  return others.length >= rule.nMinTrials && best > quantile(others, rule.kept)
}

/** The smallest of the trial's signed values that is a number. */
function bestSoFar({ intermediateValues }: TrialRecord, sign: 1 | -1): number | null {
  let best: number | null = null
  for (const value of intermediateValues.values()) {
    if (!Number.isNaN(value) && (best === null || sign * value < best)) best = sign * value
  }
  return best
}
