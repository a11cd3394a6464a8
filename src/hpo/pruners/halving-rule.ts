import { minimizeSign } from '../core/direction.ts'
import type { PruneRequest } from '../core/pruner.ts'
import { rungKey } from '../core/rung-key.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { newestStep } from './newest-step.ts'

/** One ladder of rungs: rung k ends at step `minResource` · `reductionFactor`^(`minEarlyStoppingRate` + k). */
export interface HalvingRule {
  readonly minResource: number
  readonly reductionFactor: number
  readonly minEarlyStoppingRate: number
  /** How many trials a rung must have seen before any may pass it. */
  readonly bootstrapCount: number
}

/**
 * Whether a trial that has reached the end of a rung is not among the best 1/η of those that reached it before, itself
 * included; of fewer than η the best one passes (Li et al. 2020, "A system for massively parallel hyperparameter tuning",
 * algorithm 2 in the form of Optuna's `SuccessiveHalvingPruner`). The value at each rung is noted with the trial. NaN does
 * not pass.
 */
export function halvingRule({ trial, history, note }: PruneRequest, rule: HalvingRule): boolean {
  if (trial.intermediateValues.size === 0) return false
  const step = newestStep(trial.intermediateValues)
  const value = trial.intermediateValues.get(step)!
  const sign = minimizeSign(history.directions[0])
  for (let rung = firstOpenRung(trial); step >= endOfRung(rule, rung); rung++) {
    if (Number.isNaN(value)) return true
    note(rungKey(rung), value)
    const competing = valuesAt(rung, { trials: history.trials, except: trial.number, sign })
    competing.push(sign * value)
    if (competing.length <= rule.bootstrapCount) return true
    if (sign * value > passMark(competing, rule.reductionFactor)) return true
  }
  return false
}

function firstOpenRung({ systemAttrs }: TrialRecord): number {
  let rung = 0
  while (Object.hasOwn(systemAttrs, rungKey(rung))) rung++
  return rung
}

function endOfRung({ minResource, reductionFactor, minEarlyStoppingRate }: HalvingRule, rung: number): number {
  return minResource * reductionFactor ** (minEarlyStoppingRate + rung)
}

function valuesAt(
  rung: number,
  { trials, except, sign }: { readonly trials: readonly TrialRecord[]; readonly except: number; readonly sign: 1 | -1 },
): number[] {
  const key = rungKey(rung)
  const values: number[] = []
  for (const { number, systemAttrs } of trials) {
    const value = systemAttrs[key]
    if (typeof value === 'number' && number !== except) values.push(sign * value)
  }
  return values
}

/** The ⌊n/η⌋-th smallest value, or the smallest of fewer than η. */
function passMark(values: readonly number[], reductionFactor: number): number {
  const place = Math.max(0, Math.floor(values.length / reductionFactor) - 1)
  return Float64Array.from(values).sort()[place]
}
