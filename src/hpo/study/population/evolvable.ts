import type { Rng } from '../../../base/rng.ts'

/** What a member knows when it begins. */
export interface MemberContext {
  /** Its place in the population, from 0: a worker id. */
  readonly member: number
  /** The number of its trial. */
  readonly trial: number
  /** Its stream of random numbers: draw from nothing else, and the training can be replayed. */
  readonly rng: Rng
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal
}

/** What a member knows when it trains on. */
export interface StepContext extends MemberContext {
  /** Steps that it has trained so far, those of the members that it took over from included. */
  readonly from: number
  /** Steps to train now. */
  readonly steps: number
}

/** The value of the objective after some steps, or that with the state that replaces the one that was passed. */
export type StepResult<State> = number | { readonly value: number; readonly state: State }

/** How a member of a population is made, trained and copied. */
export interface Evolvable<P, State> {
  /** A fresh model: weights, optimiser state and whatever else a training consists of. */
  init(params: P, context: MemberContext): State | Promise<State>
  /** Trains `context.steps` further steps with these parameters, and gives the objective. */
  step(state: State, params: P, context: StepContext): StepResult<State> | Promise<StepResult<State>>
  /** A copy of the state for another member. Default: `structuredClone`, which copies typed arrays. */
  save?(state: State): unknown
  /** The state that a member goes on with, of what `save` gave: it has other parameters now. Default: what was saved. */
  load?(saved: unknown, params: P): State | Promise<State>
  /** Called when a state is no longer used: for tensors that must be freed. */
  dispose?(state: State): void
}

/** A state of its own for another member. */
export async function copiedState<P, State>(
  evolvable: Pick<Evolvable<P, State>, 'save' | 'load'>,
  state: State,
  params: P,
): Promise<State> {
  return loadedState(evolvable, evolvable.save === undefined ? structuredClone(state) : evolvable.save(state), params)
}

/** The state of a member, made from what was saved. */
export async function loadedState<P, State>(
  { load }: Pick<Evolvable<P, State>, 'load'>,
  saved: unknown,
  params: P,
): Promise<State> {
  return load === undefined ? (saved as State) : load(saved, params)
}

/** The value and the state after a step. */
export function readStep<State>(result: StepResult<State>, before: State): { value: number; state: State } {
  return typeof result === 'object' && result !== null ? { ...result } : { value: result, state: before }
}

/** The stream of a member's first weights, and of each stretch of its training. */
export const streamOf = {
  init: (stream: Rng): Rng => stream.fork('init'),
  step: (stream: Rng, from: number): Rng => stream.fork('step', from),
}
