import type { ParamValue } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import type { StudyView } from './study-record.ts'

/** A change of what is searched from now on, or by whom. Parameters go by flat name. */
export type SpaceChange =
  /** Another range; for a parameter that is stored as an index, of indices. */
  | { readonly kind: 'range'; readonly parameter: string; readonly low: number; readonly high: number }
  /** Some of the declared choices. */
  | { readonly kind: 'choices'; readonly parameter: string; readonly choices: readonly ParamValue[] }
  /** No longer searched. */
  | { readonly kind: 'fix'; readonly parameter: string; readonly value: ParamValue }
  /** As it was declared. */
  | { readonly kind: 'restore'; readonly parameter: string }
  /** Another sampler, by name; null: the study's own. */
  | { readonly kind: 'sampler'; readonly sampler: string | null }

/** What a strategy changes, and why, in words. */
export interface Adaptation {
  readonly because: string
  readonly changes: readonly SpaceChange[]
}

/** An adaptation as a study keeps it. */
export interface LoggedAdaptation extends Adaptation {
  /** Its place in the log, from 0. */
  readonly id: number
  readonly strategy: string
  /** How many trials had finished. */
  readonly trials: number
  readonly undone: boolean
}

/** What a strategy can judge by. */
export interface AdaptationView {
  readonly study: StudyView
  /** Every flat parameter as it is searched now. */
  readonly leaves: ReadonlyMap<string, Leaf>
  /** Every flat parameter as it was declared. */
  readonly declared: ReadonlyMap<string, Leaf>
  /** The parameters that other strategies have changed at this moment. */
  readonly touched: ReadonlySet<string>
  /** The name of the sampler that is asked now. */
  readonly sampler: string
  /** What was adapted before, the first one first. */
  readonly past: readonly LoggedAdaptation[]
}

/** Decides how the space of a study changes. It holds no state. */
export interface AdaptationStrategy {
  readonly name: string
  /** Null: nothing is to be changed. */
  adapt(view: AdaptationView): Adaptation | null
}

/** When and how `study.optimize` adapts what it searches. */
export interface AdaptationPlan {
  /** Finished trials from one look to the next. */
  readonly interval: number
  /** Asked in this order, each seeing what those before have changed. */
  readonly strategies: readonly AdaptationStrategy[]
}
