import type { Rng } from '../../base/rng.ts'
import type { Params, SearchSpace } from '../space/distribution.ts'
import type { Direction } from './direction.ts'
import type { TrialRecord } from './trial-record.ts'

/** What a sampler or pruner knows about the past: every trial of the study, in order of number. */
export interface History {
  readonly directions: readonly Direction[]
  readonly trials: readonly TrialRecord[]
}

/** What a sampler can do; shared code asks these, never which sampler it is. */
export interface SamplerTraits {
  /** Draws all parameters of a trial together, so that it can model how they interact. */
  readonly joint: boolean
  readonly multiObjective: boolean
  /** Looks at earlier trials. */
  readonly usesHistory: boolean
}

export interface SuggestRequest {
  /** The parameters to give a value to; every one of them must be in the answer. */
  readonly space: SearchSpace
  /** Includes running trials, among them the one that is being asked for. */
  readonly history: History
  /** The stream of this trial (and, for a single parameter, of that parameter). */
  readonly rng: Rng
}

/**
 * Proposes parameters.
 *
 * A sampler holds no state of its own: what it needs it derives from `history`, so that a study can be continued in
 * another process or by several at once. It may cache what it derived.
 */
export interface Sampler {
  readonly name: string
  readonly traits: SamplerTraits
  /**
   * True while it still draws at random. A joint sampler is then asked for each parameter alone, from that parameter's own
   * stream: what a startup trial draws does not depend on which other trials have finished. Default: never.
   */
  isStartup?(history: History): boolean
  /** A value for every parameter of `space`, each inside its distribution. */
  suggest(request: SuggestRequest): Params
}

/** How a sampler is registered: its name and traits are known before any of its options are. */
export interface SamplerDefinition<Options> {
  readonly traits: SamplerTraits
  create(options?: Options): Sampler
}
