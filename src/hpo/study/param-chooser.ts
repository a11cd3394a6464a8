import type { Json } from '../../base/json.ts'
import type { Rng } from '../../base/rng.ts'
import { compatibleDistributions, sameDistribution } from '../core/distribution-match.ts'
import type { History, Sampler } from '../core/sampler.ts'
import type { ParamAssignment } from '../core/storage.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import {
  cardinality,
  contains,
  type Distribution,
  type Params,
  type ParamValue,
  type SearchSpace,
} from '../space/distribution.ts'
import { badFixedValue, badSuggestion, changedDistribution, incompatibleDistribution } from './messages.ts'

/** The system attribute that holds the parameters of an enqueued trial, by flat name (Optuna's key). */
export const fixedParamsKey = 'fixed_params'

export interface ParamChooserInput {
  /** As created or claimed: it may already hold parameters, fixed or chosen. */
  readonly trial: TrialRecord
  readonly history: History
  readonly seenDistributions: ReadonlyMap<string, Distribution>
  readonly sampler: Sampler
  /** The stream of this trial. */
  readonly rng: Rng
  /** The parameters to propose together, if the sampler does that. */
  readonly jointSpace: SearchSpace
}

/**
 * Decides the value of each parameter of one trial: what it already had, else what was enqueued for it, else the joint
 * proposal, else the only value there is, else an independent suggestion.
 */
export class ParamChooser {
  private readonly input: ParamChooserInput
  private readonly fixed: Readonly<Record<string, Json>>
  private readonly joint: Params
  private readonly chosen = new Map<string, ParamAssignment>()
  private unsaved: ParamAssignment[] = []

  constructor(input: ParamChooserInput) {
    this.input = input
    this.fixed = fixedParams(input.trial)
    for (const [name, distribution] of Object.entries(input.trial.distributions)) {
      this.chosen.set(name, { name, value: input.trial.params[name], distribution })
    }
    this.joint = input.jointSpace.size === 0 ? {} : this.suggest(input.jointSpace, input.rng.fork('joint'))
  }

  /** The parameters chosen so far, by flat name. */
  get params(): Params {
    return Object.fromEntries([...this.chosen.values()].map(({ name, value }) => [name, value]))
  }

  /** The names that were enqueued for the trial and that nothing asked for. */
  get unusedFixed(): readonly string[] {
    return Object.keys(this.fixed).filter((name) => !this.chosen.has(name))
  }

  choose(name: string, distribution: Distribution): ParamValue {
    const { number } = this.input.trial
    const earlier = this.chosen.get(name)
    if (earlier !== undefined) {
      if (sameDistribution(earlier.distribution, distribution)) return earlier.value
      throw changedDistribution({ trial: number, name, before: earlier.distribution, now: distribution })
    }
    const seen = this.input.seenDistributions.get(name)
    if (seen !== undefined && !compatibleDistributions(seen, distribution)) {
      throw incompatibleDistribution({ name, before: seen, now: distribution })
    }
    const value = this.decide(name, distribution)
    const assignment = { name, value, distribution }
    this.chosen.set(name, assignment)
    this.unsaved.push(assignment)
    return value
  }

  /** What was chosen since the last call. */
  takeUnsaved(): readonly ParamAssignment[] {
    const taken = this.unsaved
    this.unsaved = []
    return taken
  }

  private decide(name: string, distribution: Distribution): ParamValue {
    if (Object.hasOwn(this.fixed, name)) {
      const value = this.fixed[name]
      if (contains(distribution, value)) return value as ParamValue
      throw badFixedValue({ trial: this.input.trial.number, name, value, distribution })
    }
    const proposed = this.proposed(name, distribution)
    if (proposed !== undefined) return proposed
    if (cardinality(distribution) === 1) {
      return distribution.kind === 'categorical' ? distribution.choices[0] : distribution.low
    }
    return this.suggest(new Map([[name, distribution]]), this.input.rng.fork('param', name))[name]
  }

  /** The joint proposal for `name`, unless the objective now asks for a range that does not hold it. */
  private proposed(name: string, distribution: Distribution): ParamValue | undefined {
    const modelled = this.input.jointSpace.get(name)
    if (modelled === undefined || !compatibleDistributions(modelled, distribution)) return undefined
    const value = this.joint[name]
    return contains(distribution, value) ? value : undefined
  }

  private suggest(space: SearchSpace, rng: Rng): Params {
    const { sampler, history } = this.input
    const params = sampler.suggest({ space, history, rng })
    for (const [name, distribution] of space) {
      if (!contains(distribution, params[name])) {
        throw badSuggestion({ sampler: sampler.name, name, value: params[name], distribution })
      }
    }
    return params
  }
}

function fixedParams(trial: TrialRecord): Readonly<Record<string, Json>> {
  const fixed = trial.systemAttrs[fixedParamsKey]
  return typeof fixed === 'object' && fixed !== null && !Array.isArray(fixed)
    ? (fixed as Readonly<Record<string, Json>>)
    : {}
}
