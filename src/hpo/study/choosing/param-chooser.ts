import type { Json } from '../../../base/json.ts'
import type { Rng } from '../../../base/rng.ts'
import type { DeclaredSpace, History, Sampler } from '../../core/sampler.ts'
import type { ParamAssignment } from '../../core/storage.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import {
  cardinality,
  contains,
  type Distribution,
  onlyValue,
  type Params,
  type ParamValue,
  type SearchSpace,
} from '../../space/distribution.ts'
import { compatibleDistributions, sameDistribution, storedDistribution } from '../../space/distribution-match.ts'
import { proposeBranches, proposeFlat, proposeTree } from './joint-proposal.ts'
import { badFixedValue, changedDistribution, incompatibleDistribution } from './messages.ts'
import { Suggestions } from './suggestions.ts'

/** The system attribute that holds the parameters of an enqueued trial, by flat name (Optuna's key). */
export const fixedParamsKey = 'fixed_params'

export interface ParamChooserInput {
  /** As created or claimed: it may already hold parameters, fixed or chosen. */
  readonly trial: TrialRecord
  /** What the sampler may see. */
  readonly history: History
  readonly seenDistributions: ReadonlyMap<string, Distribution>
  readonly sampler: Sampler
  /** The stream of this trial. */
  readonly rng: Rng
  /** The stream of the study. */
  readonly studyRng: Rng
  /** Null for define-by-run. */
  readonly declared: DeclaredSpace | null
  /** What earlier trials have in common: the parameters to propose together where no space is declared. */
  readonly intersection: SearchSpace
}

/** A parameter as it is stored, and the distribution that it was asked for with: choices may be stored with more. */
interface Chosen extends ParamAssignment {
  readonly asked: Distribution
}

/**
 * Decides the value of each parameter of one trial: what it already had, else what was enqueued for it, else the highest
 * value for a fidelity, else the joint proposal, else the only value there is, else an independent suggestion.
 */
export class ParamChooser {
  private readonly input: ParamChooserInput
  private readonly fixed: Readonly<Record<string, Json>>
  private readonly suggestions: Suggestions
  /** Of which each parameter that is asked for alone has a fork. */
  private paramStreams: Rng | null = null
  private joint: Params
  private readonly chosen = new Map<string, Chosen>()
  private unsaved: ParamAssignment[] = []

  constructor(input: ParamChooserInput) {
    this.input = input
    this.fixed = fixedParams(input.trial)
    const { distributions } = input.trial
    for (const name in distributions) {
      if (!Object.hasOwn(distributions, name)) continue
      const distribution = distributions[name]
      this.chosen.set(name, { name, value: input.trial.params[name], distribution, asked: distribution })
    }
    const { sampler, history, declared, studyRng } = input
    this.suggestions = new Suggestions({ sampler, history, declared, studyRng, number: input.trial.number })
    this.joint = this.proposeJointly()
  }

  /** The parameters chosen so far, by flat name. */
  get params(): Params {
    return Object.fromEntries([...this.chosen.values()].map(({ name, value }) => [name, value]))
  }

  /** Whether every parameter so far was given with the trial, so that another stream would choose the same. */
  get isFixed(): boolean {
    const { distributions } = this.input.trial
    return [...this.chosen.keys()].every(
      (name) => Object.hasOwn(this.fixed, name) || Object.hasOwn(distributions, name),
    )
  }

  /** The names that were enqueued for the trial and that nothing asked for. */
  get unusedFixed(): readonly string[] {
    return this.fixed === nothing ? noNames : Object.keys(this.fixed).filter((name) => !this.chosen.has(name))
  }

  choose(name: string, distribution: Distribution): ParamValue {
    const { number } = this.input.trial
    const earlier = this.chosen.get(name)
    if (earlier !== undefined) {
      if (sameDistribution(earlier.asked, distribution) || isStored(earlier, distribution)) return earlier.value
      throw changedDistribution({ trial: number, name, before: earlier.asked, now: distribution })
    }
    const seen = this.input.seenDistributions.get(name)
    const stored = storedDistribution(distribution, seen)
    if (seen !== undefined && seen !== stored && !compatibleDistributions(seen, stored)) {
      throw incompatibleDistribution({ name, before: seen, now: distribution })
    }
    const chosen = { name, value: this.decide(name, distribution), distribution: stored, asked: distribution }
    this.chosen.set(name, chosen)
    this.unsaved.push(chosen)
    return chosen.value
  }

  get hasUnsaved(): boolean {
    return this.unsaved.length > 0 || this.suggestions.hasNotes
  }

  /** What was chosen since the last call. */
  takeUnsaved(): readonly ParamAssignment[] {
    const taken = this.unsaved
    this.unsaved = []
    return taken
  }

  /** What the sampler noted with the trial since the last call. */
  takeNotes(): readonly (readonly [key: string, value: Json])[] {
    return this.suggestions.takeNotes()
  }

  private proposeJointly(): Params {
    const { sampler, history, declared, intersection, rng } = this.input
    if (!sampler.traits.joint || sampler.isStartup?.(history, declared) === true) return noParams
    const fixed =
      this.chosen.size === 0 && this.fixed === nothing
        ? this.fullFidelity()
        : { ...this.fullFidelity(), ...fixedValues(this.fixed), ...this.params }
    const request = { suggestions: this.suggestions, fixed, rng }
    if (declared === null) return proposeFlat(intersection, request)
    return sampler.traits.conditional === true ? proposeTree(declared, request) : proposeBranches(declared, request)
  }

  /** Proposes a parameter that earlier trials of a define-by-run study had with others together with them. */
  private proposeGroup(name: string): void {
    const { sampler, history, rng } = this.input
    const group = sampler.jointWith?.(name, history)
    if (group === null || group === undefined) return
    const fixed = { ...fixedValues(this.fixed), ...this.params }
    const proposed = proposeFlat(group, { suggestions: this.suggestions, fixed, rng: rng.fork('group', name) })
    this.joint = { ...proposed, ...this.joint }
  }

  /** The fidelity with its highest value: no sampler is asked for it. Schedulers fix another one. */
  private fullFidelity(): Params {
    const fidelity = this.input.declared?.fidelity
    return fidelity === undefined ? noParams : { [fidelity.name]: fidelity.high }
  }

  private decide(name: string, distribution: Distribution): ParamValue {
    if (this.fixed !== nothing && Object.hasOwn(this.fixed, name)) {
      const value = this.fixed[name]
      if (contains(distribution, value)) return value as ParamValue
      throw badFixedValue({ trial: this.input.trial.number, name, value, distribution })
    }
    const leaf = this.input.declared?.leaves.get(name)
    if (leaf?.fidelity === true && distribution.kind !== 'categorical') return distribution.high
    let proposed = ownValue(this.joint, name)
    if (proposed === undefined && this.input.declared === null) {
      this.proposeGroup(name)
      proposed = ownValue(this.joint, name)
    }
    // The objective of a define-by-run study may now ask for a range that does not hold the proposal.
    if (proposed !== undefined && contains(distribution, proposed)) return proposed
    if (cardinality(distribution) === 1) return onlyValue(distribution)
    this.paramStreams ??= this.input.rng.fork('param')
    const rng = this.paramStreams.fork(name)
    return this.suggestions.one(name, distribution, { fixed: () => this.params, rng })
  }
}

function ownValue(params: Params, name: string): ParamValue | undefined {
  return params !== noParams && Object.hasOwn(params, name) ? params[name] : undefined
}

/** Whether choices that are asked for are what is left, by now, of those that the trial has stored. */
function isStored({ value, distribution }: Chosen, asked: Distribution): boolean {
  if (distribution.kind !== 'categorical' || !contains(asked, value)) return false
  return sameDistribution(storedDistribution(asked, distribution), distribution)
}

const nothing: Readonly<Record<string, Json>> = Object.freeze({})

const noNames: readonly string[] = []

const noParams: Params = Object.freeze({})

function fixedParams(trial: TrialRecord): Readonly<Record<string, Json>> {
  const fixed = trial.systemAttrs[fixedParamsKey]
  return typeof fixed === 'object' && fixed !== null && !Array.isArray(fixed)
    ? (fixed as Readonly<Record<string, Json>>)
    : nothing
}

/** Those that can be parameters; whether they are in range is checked when they are asked for. */
function fixedValues(fixed: Readonly<Record<string, Json>>): Params {
  return Object.fromEntries(
    Object.entries(fixed).filter(
      (entry): entry is [string, ParamValue] => typeof entry[1] !== 'object' || entry[1] === null,
    ),
  )
}
