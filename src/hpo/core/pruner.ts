import type { Json } from '../../base/json.ts'
import type { History } from './sampler.ts'
import type { TrialRecord } from './trial-record.ts'

export interface PruneRequest {
  /** The trial with all its intermediate values, the newest included. */
  readonly trial: TrialRecord
  /** Every trial of the study: a pruner that compares within a part of them picks that part itself. */
  readonly history: History
  /** Keeps something with the trial, for later decisions to read: a system attribute. */
  readonly note: (key: string, value: Json) => void
}

/** Decides, after a report, whether the trial should stop. Holds no state of its own. */
export interface Pruner {
  readonly name: string
  /** The reported metric that it judges by. Studies with several objectives are pruned only by a pruner that has one. */
  readonly metric?: string
  shouldPrune(request: PruneRequest): boolean
  /**
   * The part of the history that a trial competes in, such as its bracket. Samplers see only that. Default: all.
   */
  historyFor?(history: History, trial: number): History
  /** The value that a trial is complete with when it is stopped here; null: it ends as pruned. Default: null. */
  valueWhenStopped?(request: Pick<PruneRequest, 'trial' | 'history'>): number | null
}

export interface PrunerDefinition<Options> {
  create(options?: Options): Pruner
}

/** A pruner inside another: its name, a choice as `pruners.median()` gives it, or an object of the user's own. */
export type InnerPruner = string | { readonly name: string; readonly options?: unknown } | Pruner

/** What a pruner that wraps another needs: the way to make it. */
export interface PrunerParts {
  /** @throws InputError `pruner/unknown` and what the inner pruner says about its options */
  pruner(choice: InnerPruner): Promise<Pruner>
}

/** How a pruner is registered that wraps another. */
export interface ComposedPrunerDefinition<Options> {
  create(options: Options | undefined, parts: PrunerParts): Promise<Pruner>
}
