import type { Json } from '../../base/json.ts'
import type { Distribution, Params } from '../space/distribution.ts'

/** Optuna's states of a trial. */
export type TrialState = 'running' | 'waiting' | 'complete' | 'pruned' | 'fail'
export type FinishedState = 'complete' | 'pruned' | 'fail'

export type Attributes = Readonly<Record<string, Json>>

/** What is known about one evaluation of the objective. A finished trial never changes. */
export interface TrialRecord {
  /** The storage's key. */
  readonly id: number
  /** 0-based order within the study. */
  readonly number: number
  readonly state: TrialState
  /** One value per objective, or null while there is none. */
  readonly values: readonly number[] | null
  readonly params: Params
  readonly distributions: Readonly<Record<string, Distribution>>
  /** Learning-curve points by step; NaN is allowed here. */
  readonly intermediateValues: ReadonlyMap<number, number>
  readonly userAttrs: Attributes
  readonly systemAttrs: Attributes
  readonly startedAt: Date | null
  readonly completedAt: Date | null
}

export function isFinished(state: TrialState): state is FinishedState {
  return state === 'complete' || state === 'pruned' || state === 'fail'
}
