import { type Direction } from '../../core/direction.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { violationOf } from '../../core/violation.ts'
import { toLosses } from '../../objectives/losses.ts'

/** A complete trial as a member of a population. */
export interface Individual {
  readonly trial: TrialRecord
  readonly losses: readonly number[]
  /** 0 if it satisfies every constraint. */
  readonly violation: number
}

export function individualOf(trial: TrialRecord, directions: readonly Direction[]): Individual {
  return { trial, losses: toLosses(directions, trial.values ?? []), violation: violationOf(trial) }
}

/** A member that may become a parent. Of two, the one with the lower rank is better, of equals the one with more room. */
export interface Survivor extends Individual {
  readonly rank: number
  /** How lonely it is among those of its rank. */
  readonly room: number
}
