import type { Json } from '../../../base/json.ts'
import type { Rng } from '../../../base/rng.ts'
import type { AskedTrial, DeclaredSpace, History, Sampler } from '../../core/sampler.ts'
import {
  contains,
  type Distribution,
  type Params,
  type ParamValue,
  type SearchSpace,
} from '../../space/distribution.ts'
import { badSuggestion, unsupportedParameter } from './messages.ts'

export interface SuggestionsInput {
  readonly sampler: Sampler
  /** What the sampler may see. */
  readonly history: History
  /** Of the trial that is asked for. */
  readonly number: number
  readonly declared: DeclaredSpace | null
  /** The stream of the study. */
  readonly studyRng: Rng
}

/** One request to the sampler. */
export interface Ask {
  readonly space: SearchSpace
  /** What the trial has already, or how to get at it, which is done only if the sampler looks. */
  readonly fixed: Params | (() => Params)
  readonly rng: Rng
}

/** Asks the sampler on behalf of one trial: checks what it answers, and collects what it notes. */
export class Suggestions {
  private readonly input: SuggestionsInput
  private notes: Map<string, Json> | null = null

  constructor(input: SuggestionsInput) {
    this.input = input
  }

  /** A value for every parameter of `space`. */
  all(ask: Ask): Params {
    const params = this.from(this.input.sampler, ask)
    ask.space.forEach((distribution, name) => this.check(name, distribution, params[name]))
    return params
  }

  /** A value for one parameter. */
  one(name: string, distribution: Distribution, ask: Omit<Ask, 'space'>): ParamValue {
    const { sampler, declared } = this.input
    if (sampler.suggestAlone === undefined) return this.all({ ...ask, space: new Map([[name, distribution]]) })[name]
    const value = sampler.suggestAlone(distribution, ask.rng, declared?.leaves.get(name))
    this.check(name, distribution, value)
    return value
  }

  /** Values for the parameters that exist, of a space with branches: whatever the sampler answers, checked. */
  some(ask: Ask): Params {
    const params = this.from(this.input.sampler, ask)
    const known = Object.entries(params).filter(([name]) => ask.space.has(name))
    for (const [name, value] of known) this.check(name, ask.space.get(name)!, value)
    return Object.fromEntries(known)
  }

  get hasNotes(): boolean {
    return this.notes !== null
  }

  /** What the sampler noted since the last call. */
  takeNotes(): readonly (readonly [key: string, value: Json])[] {
    const taken = this.notes === null ? none : [...this.notes]
    this.notes = null
    return taken
  }

  private from(sampler: Sampler, { space, fixed, rng }: Ask): Params {
    const { history, declared, studyRng } = this.input
    const refused = refusedBy(sampler, space)
    const handled = refused.size === 0 ? space : new Map([...space].filter(([name]) => !refused.has(name)))
    const others =
      refused.size === 0 ? noParams : this.fallBack(sampler, { space: refused, fixed, rng: rng.fork('fallback') })
    if (handled.size === 0) return others
    const trial = this.asked(fixed, others)
    const suggested = sampler.suggest({ space: handled, history, rng, studyRng, trial, declared })
    return refused.size === 0 ? suggested : { ...others, ...suggested }
  }

  private asked(fixed: Ask['fixed'], others: Params): AskedTrial {
    const { number } = this.input
    const note = (key: string, value: Json): void => {
      this.notes ??= new Map()
      this.notes.set(key, value)
    }
    if (typeof fixed === 'object') {
      return { number, note, fixed: others === noParams ? fixed : { ...fixed, ...others } }
    }
    return {
      number,
      note,
      get fixed() {
        return { ...fixed(), ...others }
      },
    }
  }

  private fallBack(sampler: Sampler, ask: Ask): Params {
    if (sampler.fallback !== undefined) return this.from(sampler.fallback, ask)
    const [name, distribution] = [...ask.space][0]
    throw (
      sampler.refusal?.({ name, distribution }) ?? unsupportedParameter({ sampler: sampler.name, name, distribution })
    )
  }

  private check(name: string, distribution: Distribution, value: ParamValue): void {
    if (contains(distribution, value)) return
    throw badSuggestion({ sampler: this.input.sampler.name, name, value, distribution })
  }
}

const nothing: SearchSpace = new Map()

const noParams: Params = Object.freeze({})

const none: readonly (readonly [key: string, value: Json])[] = []

function refusedBy(sampler: Sampler, space: SearchSpace): SearchSpace {
  if (sampler.handles === undefined) return nothing
  let refusesSome = false
  for (const distribution of space.values()) refusesSome ||= !sampler.handles(distribution)
  if (!refusesSome) return nothing
  return new Map([...space].filter(([, distribution]) => !sampler.handles!(distribution)))
}
