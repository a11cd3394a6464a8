import type { Outcome } from '../core/storage.ts'
import { badValues } from './messages.ts'

/**
 * Refuses outcomes that no storage of Optuna's can hold: there, NaN is never a final value.
 *
 * @param objectives the number of directions of the study
 * @throws InputError `trial/bad-values`
 */
export function checkOutcome({ state, values }: Outcome, objectives: number): void {
  if (values === null) {
    if (state === 'complete') throw badValues({ state, values }, `${objectives} value(s), one per objective`)
    return
  }
  if (state === 'fail') throw badValues({ state, values }, 'null, because a failed trial has no values')
  if (values.length !== objectives || values.some((value) => typeof value !== 'number' || Number.isNaN(value))) {
    throw badValues({ state, values }, `${objectives} number(s) other than NaN, one per objective`)
  }
}
