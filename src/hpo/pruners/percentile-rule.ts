import { quantile } from '../../math/stats/quantile.ts'
import { minimizeSign } from '../core/direction.ts'
import type { PruneRequest } from '../core/pruner.ts'
import type { TrialRecord } from '../core/trial-record.ts'

export interface PercentileRule {
  /** The share of complete trials that counts as good enough: 0.5 compares with the median. */
  readonly kept: number
  readonly nStartupTrials: number
  readonly nWarmupSteps: number
  readonly intervalSteps: number
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
  if (!isCheckDue(trial, rule)) return false

  const step = newestStep(trial)
  const sign = minimizeSign(history.directions[0])
  const best = bestSoFar(trial, sign)
  if (best === null) return true

  const others = complete.flatMap(({ intermediateValues }) => {
    const value = intermediateValues.get(step)
    return value === undefined ? [] : [sign * value]
  })
  return others.length >= rule.nMinTrials && best > quantile(others, rule.kept)
}

/** Past the warm-up, and the first report since the last check was due. */
function isCheckDue(trial: TrialRecord, { nWarmupSteps, intervalSteps }: PercentileRule): boolean {
  const step = newestStep(trial)
  if (step < nWarmupSteps) return false
  const due = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps
  let previous = Number.NEGATIVE_INFINITY
  for (const earlier of trial.intermediateValues.keys()) if (earlier !== step && earlier > previous) previous = earlier
  return previous < due
}

/** −∞ when there is no report. */
function newestStep({ intermediateValues }: TrialRecord): number {
  let newest = Number.NEGATIVE_INFINITY
  for (const step of intermediateValues.keys()) if (step > newest) newest = step
  return newest
}

/** The smallest of the trial's signed values that is a number. */
function bestSoFar({ intermediateValues }: TrialRecord, sign: 1 | -1): number | null {
  let best: number | null = null
  for (const value of intermediateValues.values()) {
    if (!Number.isNaN(value) && (best === null || sign * value < best)) best = sign * value
  }
  return best
}
