import { constraintsKey, constraintsOf } from './constraints.ts'
import type { TrialRecord } from './trial-record.ts'

/** How far the constraints are exceeded in all: 0 for a feasible trial, +∞ when one is NaN. */
export function violationOf(trial: Pick<TrialRecord, 'systemAttrs'>): number {
  if (!hasConstraints(trial)) return 0
  let sum = 0
  for (const value of constraintsOf(trial) ?? [])
    if (!(value <= 0)) sum += Number.isNaN(value) ? Number.POSITIVE_INFINITY : value
  return sum
}

/** Most trials have none, and samplers ask every trial each time. */
function hasConstraints({ systemAttrs }: Pick<TrialRecord, 'systemAttrs'>): boolean {
  for (const key in systemAttrs) if (key.startsWith(constraintsKey)) return true
  return false
}
