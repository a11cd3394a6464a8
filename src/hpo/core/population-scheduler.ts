import type { Rng } from '../../base/rng.ts'
import type { Params } from '../space/distribution.ts'
import type { Direction } from './direction.ts'
import type { DeclaredSpace } from './sampler.ts'

/** A member of a population at the end of a generation. */
export interface MemberView {
  /** Its place in the population, from 0: it keeps it whatever it takes over from others. */
  readonly member: number
  /** The number of its trial. */
  readonly trial: number
  /** The number of the trial whose state that trial began with; null when it began anew. */
  readonly parent: number | null
  /** By flat name. */
  readonly params: Params
  /** What its training came out as; NaN when it failed. */
  readonly value: number
  /** Steps since it last took over another member's state. */
  readonly age: number
}

/** A member that gives up its training for that of another. */
export interface Exchange {
  readonly member: number
  /** Whose weights and optimiser state it takes over. */
  readonly source: number
  /** The parameters that it goes on with. */
  readonly params: Params
}

/** What is known at the end of a generation. */
export interface ExchangeRequest {
  /** The step that every member has reached. */
  readonly step: number
  readonly members: readonly MemberView[]
  /** The members at the ends of the earlier generations, the first one first. */
  readonly past: readonly (readonly MemberView[])[]
  readonly direction: Direction
  readonly declared: DeclaredSpace
  /** The stream of this generation. */
  readonly rng: Rng
}

/** Decides how a population that trains together changes. It holds no state. */
export interface PopulationScheduler {
  readonly name: string
  /** How many members train. */
  readonly population: number
  /** Steps from one exchange to the next. */
  readonly interval: number
  /** Parameters that a first member is to begin with; the sampler draws the others. */
  initial(member: number, declared: DeclaredSpace, rng: Rng): Params
  exchange(request: ExchangeRequest): readonly Exchange[]
}

/** The trial's system attribute with its place in the history of a population. */
export const lineageKey = 'ansatz:pbt'

/** Where the trial of a member comes from. */
export interface Lineage {
  /** How many trials the study had when the population began: tells populations of one study apart. */
  readonly population: number
  readonly member: number
  readonly generation: number
  /** The step from which it trains. */
  readonly from: number
  /** The number of the trial whose state it took over at that step; null for the first ones. */
  readonly parent: number | null
  /** The seed of the streams that its training draws from. */
  readonly seed: number
}
