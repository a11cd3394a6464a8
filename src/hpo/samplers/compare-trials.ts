import { constraintsOf } from '../core/constraints.ts'
import { compareValues, type Direction } from '../core/direction.ts'
import type { TrialRecord } from '../core/trial-record.ts'

/** Orders complete trials, better ones first: feasible ones by their value, then the others by how much they violate. */
export function compareTrials(direction: Direction): (a: TrialRecord, b: TrialRecord) => number {
  return (a, b) => violation(a) - violation(b) || compareValues(direction, a.values![0], b.values![0])
}

function violation(trial: TrialRecord): number {
  let sum = 0
  for (const value of constraintsOf(trial) ?? []) {
    sum += Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(0, value)
  }
  // Two infinite violations must have a difference.
  return Math.min(sum, Number.MAX_VALUE)
}
