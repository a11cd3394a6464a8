import type { Json } from '../../base/json.ts'
import type { History } from './sampler.ts'
import type { TrialRecord } from './trial-record.ts'

export interface PruneRequest {
  /** The trial with all its intermediate values, the newest included. */
  readonly trial: TrialRecord
  readonly history: History
  /** Keeps something with the trial, for later decisions to read: a system attribute. */
  note(key: string, value: Json): void
}

/** Decides, after a report, whether the trial should stop. Holds no state of its own. */
export interface Pruner {
  readonly name: string
  shouldPrune(request: PruneRequest): boolean
  /**
   * The part of the history that a trial competes in, such as its bracket. Samplers see only that. Default: all.
   */
  historyFor?(history: History, trial: number): History
}

export interface PrunerDefinition<Options> {
  create(options?: Options): Pruner
}
