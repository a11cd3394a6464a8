import { z } from 'zod'
import type { Rng } from '../../base/rng.ts'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import type { SamplerDefinition, SamplerTraits, SuggestRequest } from '../core/sampler.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import type { Distribution, Params, ParamValue } from '../space/distribution.ts'
import { compareTrials } from './compare-trials.ts'
import { completeIn } from './complete-in.ts'
import { drawAllowed } from './draw-allowed.ts'
import { manyObjectives } from './messages.ts'
import { suggestUniformly } from './suggest-uniformly.ts'
import { fromUnit, toUnit, unitAxis } from './unit-axis.ts'
import { hasFewer } from './has-fewer.ts'

export interface DeOptions {
  /** Members of the population; a whole number ≥ 4, default 20. */
  readonly populationSize?: number
  /**
   * Where a mutant starts: at a random member (`rand1bin`, default), or on the way from the member that it competes with
   * to the best one (`currentToBest1bin`), which is faster and more easily misled.
   */
  readonly strategy?: 'rand1bin' | 'currentToBest1bin'
  /** F: how far a mutant goes along a difference of two members; in (0, 2], default 0.5. */
  readonly differentialWeight?: number
  /** CR: the probability with which a parameter is taken from the mutant; in [0, 1], default 0.5. */
  readonly crossoverRate?: number
}

const weightRule = 'a number above 0 and at most 2'
const schema = z.strictObject({
  populationSize: wholeNumber(4).default(20),
  strategy: z.enum(['rand1bin', 'currentToBest1bin'], '"rand1bin" or "currentToBest1bin"').default('rand1bin'),
  differentialWeight: z.number(weightRule).positive(weightRule).max(2, weightRule).default(0.5),
  crossoverRate: numberFrom(0, 1).default(0.5),
})
type Settings = z.output<typeof schema>

const traits: SamplerTraits = { joint: true, multiObjective: false, usesHistory: true }

/**
 * Differential evolution: a trial competes with one member of a population, and is made by adding the difference of two
 * members to a third and mixing the result with the member. Choose it for rugged objectives and many trials.
 *
 * Trial n competes for place n mod N and takes it when it is at least as good, so that workers in any number need no
 * generations to agree on. A choice comes from one of the three members, or from anywhere where two of them differ.
 *
 * Storn and Price 1997, "Differential evolution"; F and CR as in Awad, Mallik and Hutter 2021 (DEHB). Optuna has none.
 */
export const definition: SamplerDefinition<DeOptions> = {
  traits,
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'sampler', name: 'de' })
    return {
      name: 'de',
      traits,
      isStartup: ({ trials }) => hasFewer(trials, settings.populationSize),
      suggest: (request) => suggest(request, settings),
    }
  },
}

function suggest(request: SuggestRequest, settings: Settings): Params {
  const { space, history, rng, trial } = request
  const { directions } = history
  if (directions.length > 1) throw manyObjectives('de', directions.length)
  const better = compareTrials(directions[0])
  const places = population(completeIn(space, history), settings.populationSize, better)
  const slot = trial.number % settings.populationSize
  const target = places.get(slot)
  const others = [...places].filter(([place]) => place !== slot).map(([, member]) => member)
  if (target === undefined || others.length < 3) return drawAllowed(request, () => suggestUniformly(space, rng))
  const best = [...places.values()].reduce((a, b) => (better(b, a) < 0 ? b : a))

  return drawAllowed(request, () => {
    const [a, b, c] = pickThree(others, rng)
    const names = [...space.keys()]
    const certain = names[rng.integer(names.length)]
    const values = Array.from(space, ([name, distribution]) => {
      const isMutant = rng.uniform() < settings.crossoverRate || name === certain
      if (!isMutant) return [name, target.params[name]]
      const of = ({ params }: TrialRecord): ParamValue => params[name]
      const parents = { target: of(target), best: of(best), a: of(a), b: of(b), c: of(c) }
      return [name, mutant(distribution, { parents, settings }, rng)]
    })
    return Object.fromEntries(values) as Params
  })
}

/** By place: the best trial that competed for it, of equals the latest. */
function population(
  trials: readonly TrialRecord[],
  size: number,
  better: (a: TrialRecord, b: TrialRecord) => number,
): ReadonlyMap<number, TrialRecord> {
  const places = new Map<number, TrialRecord>()
  for (const trial of trials) {
    const place = trial.number % size
    const member = places.get(place)
    if (member === undefined || better(trial, member) <= 0) places.set(place, trial)
  }
  return places
}

function pickThree(members: readonly TrialRecord[], rng: Rng): readonly TrialRecord[] {
  const left = [...members]
  return [0, 1, 2].map(() => left.splice(rng.integer(left.length), 1)[0])
}

interface Mutation {
  readonly parents: Readonly<Record<'target' | 'best' | 'a' | 'b' | 'c', ParamValue>>
  readonly settings: Settings
}

function mutant(distribution: Distribution, { parents, settings }: Mutation, rng: Rng): ParamValue {
  const { target, best, a, b, c } = parents
  const { strategy, differentialWeight: f } = settings
  const isGuided = strategy === 'currentToBest1bin'
  if (distribution.kind === 'categorical') {
    const { choices } = distribution
    if (b !== c && rng.uniform() < f) return choices[rng.integer(choices.length)]
    return isGuided && rng.uniform() < f ? best : [a, b, c][rng.integer(3)]
  }
  const axis = unitAxis('', distribution)
  const at = (value: ParamValue): number => toUnit(axis, value as number)
  const start = isGuided ? at(target) + f * (at(best) - at(target)) : at(a)
  const x = start + f * (at(b) - at(c))
  // Beyond an end: somewhere between it and the target, so that good values at an end can be reached.
  const share = rng.uniform()
  if (x < 0) return fromUnit(axis, share * at(target))
  return fromUnit(axis, x > 1 ? 1 - share * (1 - at(target)) : x)
}
