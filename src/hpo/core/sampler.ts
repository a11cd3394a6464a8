import type { Json } from '../../base/json.ts'
import type { Rng } from '../../base/rng.ts'
import type { Distribution, Params, ParamValue, SearchSpace } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import type { StudyView } from './study-record.ts'

/**
 * What a sampler or pruner knows about the past: every trial of the study, in order of number. The list grows with the
 * study: look at it when asked, and keep the trials, not the list.
 */
export type History = StudyView

/** What a sampler can do; shared code asks these, never which sampler it is. */
export interface SamplerTraits {
  /** Draws all parameters of a trial together, so that it can model how they interact. */
  readonly joint: boolean
  readonly multiObjective: boolean
  /** Looks at earlier trials. */
  readonly usesHistory: boolean
  /**
   * Models a declared space with its branches in one piece: it is asked once, for every parameter of the space, and
   * answers for those that exist under the choices it makes. Others are asked branch by branch. Default: false.
   */
  readonly conditional?: boolean
  /**
   * Learns where trials fail, to go there less; trials that an abort stopped do not count. For others a failed trial might
   * as well not have been. Default: false.
   */
  readonly learnsFromFailures?: boolean
}

/** What the user declared about the space, for samplers that use it. */
export interface DeclaredSpace {
  /** Every flat parameter by name, with its conditions and what else was said of it. */
  readonly leaves: ReadonlyMap<string, Leaf>
  /** The fidelity with its highest value, where the space has one. */
  readonly fidelity?: { readonly name: string; readonly high: number }
  /** Whether the flat parameters of a whole trial satisfy every hard constraint of the space. */
  allows(params: Params): boolean
  /** True where there is no such constraint, so that nobody needs to ask `allows`. */
  readonly allowsAll?: boolean
}

/** The trial that parameters are suggested for. */
export interface AskedTrial {
  readonly number: number
  /** What is decided already: enqueued or pinned parameters, and those of earlier requests for the same trial. */
  readonly fixed: Params
  /** Keeps something with the trial, for later suggestions to read: a system attribute, written with the parameters. */
  note(key: string, value: Json): void
}

export interface SuggestRequest {
  /** The parameters to give a value to; every one of them must be in the answer (of branches, those that exist). */
  readonly space: SearchSpace
  /** Includes running trials, among them the one that is being asked for. */
  readonly history: History
  /** The stream of this trial (and, for a single parameter, of that parameter). */
  readonly rng: Rng
  /**
   * The stream of the whole study, the same object and the same numbers for every trial and worker: for what all trials
   * must agree on, such as the order of a grid. Only fork it, under a name of your own; never draw from it.
   */
  readonly studyRng: Rng
  readonly trial: AskedTrial
  /** Null for define-by-run. */
  readonly declared: DeclaredSpace | null
}

/**
 * Proposes parameters.
 *
 * A sampler holds no state of its own: what it needs it derives from `history`, so that a study can be continued in
 * another process or by several at once. It may cache what it derived, and may `note` facts with each trial.
 */
export interface Sampler {
  readonly name: string
  readonly traits: SamplerTraits
  /**
   * True while it still draws at random. A joint sampler is then asked for each parameter alone, from that parameter's own
   * stream: what a startup trial draws does not depend on which other trials have finished. Default: never.
   */
  isStartup?(history: History, declared?: DeclaredSpace | null): boolean
  /**
   * In a define-by-run study, for a parameter that not every trial has: the parameters to ask for together with it, itself
   * among them. Null, the default: it is asked for alone.
   */
  jointWith?(name: string, history: History): SearchSpace | null
  /** Whether it can model such a parameter. One that it cannot goes to `fallback`. Default: all. */
  handles?(distribution: Distribution): boolean
  /** Who suggests what `handles` refuses. Without one, such a parameter is an error that says so. */
  readonly fallback?: Sampler
  /** The error for a parameter that `handles` refuses, where a sampler has better advice than another sampler. */
  refusal?(parameter: { readonly name: string; readonly distribution: Distribution }): Error
  /** True when it has nothing more to try, which ends `optimize`. Default: never. */
  isExhausted?(history: History, declared: DeclaredSpace | null): boolean
  /**
   * What `suggest` gives for one parameter, for samplers that look at nothing but what was declared of it: it saves them,
   * and the study, the rest of a request. `leaf` is undefined for define-by-run.
   */
  suggestAlone?(distribution: Distribution, rng: Rng, leaf: Leaf | undefined): ParamValue
  /** A value for every parameter of `space`, each inside its distribution. */
  suggest(request: SuggestRequest): Params
}

/** A sampler inside another: its name, a choice as `samplers.tpe()` gives it, or an object of the user's own. */
export type InnerSampler = string | { readonly name: string; readonly options?: unknown } | Sampler

/** What a sampler that is made of others needs: the way to make them. */
export interface SamplerParts {
  /** @throws InputError `sampler/unknown` and what the inner sampler says about its options */
  sampler(choice: InnerSampler): Promise<Sampler>
}

/** How a sampler is registered: its name and traits are known before any of its options are. */
export interface SamplerDefinition<Options> {
  readonly traits: SamplerTraits
  create(options?: Options): Sampler
}

/** How a sampler is registered that holds others, such as a fallback or the members of an ensemble. */
export interface ComposedSamplerDefinition<Options> {
  readonly traits: SamplerTraits
  create(options: Options | undefined, parts: SamplerParts): Promise<Sampler>
}
