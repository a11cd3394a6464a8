import { badArgument } from '../../base/check-argument.ts'
import type { TrialRecord } from './trial-record.ts'

/** What a trial has cost. */
export interface ResourcesUsed {
  /** The highest step that it reported; 0 without a report. */
  readonly steps: number
  /** From its start to its end; null while it runs, and for trials that never started. */
  readonly seconds: number | null
}

/** What a trial has cost, in steps and in time. Sum it over a study to see what pruning saved. */
export function resourcesUsed(trial: TrialRecord): ResourcesUsed {
  if (!((trial as Partial<TrialRecord> | null)?.intermediateValues instanceof Map)) {
    throw badArgument({
      call: 'resourcesUsed',
      what: 'the trial',
      value: trial,
      allowed: 'a trial of a study, as in study.trials',
    })
  }
  const { intermediateValues, startedAt, completedAt } = trial
  const steps = [...intermediateValues.keys()].reduce((a, b) => Math.max(a, b), 0)
  const seconds =
    startedAt === null || completedAt === null ? null : (completedAt.getTime() - startedAt.getTime()) / 1000
  return { steps, seconds }
}
