import type { History } from './sampler.ts'
import type { TrialRecord } from './trial-record.ts'

export interface PruneRequest {
  /** The trial with all its intermediate values, the newest included. */
  readonly trial: TrialRecord
  readonly history: History
}

/** Decides, after a report, whether the trial should stop. Holds no state of its own. */
export interface Pruner {
  readonly name: string
  shouldPrune(request: PruneRequest): boolean
}

export interface PrunerDefinition<Options> {
  create(options?: Options): Pruner
}
