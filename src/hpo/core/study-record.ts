import type { Direction } from './direction.ts'
import type { Attributes, TrialRecord } from './trial-record.ts'

export interface StudyRecord {
  /** The storage's key. */
  readonly id: number
  readonly name: string
  /** One per objective, in the order of a trial's values. */
  readonly directions: readonly Direction[]
  readonly userAttrs: Attributes
  readonly systemAttrs: Attributes
}

/** What plots and analyses need to know of a study. `Study` is one; so is a literal in a test. */
export interface StudyView {
  readonly name: string
  readonly directions: readonly Direction[]
  /** The names of the objectives, in the order of `directions`, where they have names. */
  readonly metricNames?: readonly string[]
  /** In order of trial number. */
  readonly trials: readonly TrialRecord[]
}
