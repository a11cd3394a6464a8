import { z } from 'zod'
import { minimizeSign } from '../core/direction.ts'
import type { Exchange, ExchangeRequest, MemberView } from '../core/population-scheduler.ts'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { numericBounds, onGrid, type Params, sampleUniform, toScale } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { type BanditObservation, fitBandit } from './bandit-process.ts'
import { explore } from './explore.ts'
import { takeovers } from './pbt.ts'
import type { PopulationSchedulerDefinition } from './scheduler-definition.ts'

/** How a population trains. */
export interface Pb2Options {
  /** How many members train together; a whole number ≥ 2, default 4: this one is for small populations. */
  readonly population?: number
  /** Steps from one exchange to the next; a whole number ≥ 1, default 1. */
  readonly interval?: number
  /** The share of the population that takes over from as many of the best; 0 to 0.5, default 0.25. */
  readonly quantile?: number
  /** Points among which the model chooses new parameters; a whole number ≥ 1, default 500. */
  readonly candidates?: number
}

const schema = z.strictObject({
  population: wholeNumber(2).default(4),
  interval: wholeNumber(1).default(1),
  quantile: numberFrom(0, 0.5).default(0.25),
  candidates: wholeNumber(1).default(500),
})

/** Only the newest rewards are modelled: older ones say little about the training as it is now, and each costs. */
const mostObservations = 200
/** Constants of the confidence bound, √(c₁ + ln(c₂ n)) deviations for n rewards, as in Ray Tune's PB2. */
const bound = { c1: 0.2, c2: 0.4 }
/** What changes choices; numbers come from the model. */
const choicesOnly = { resampleProbability: 0, perturb: [1] }

/**
 * Population based bandits: as `pbt`, but where a member takes over from another, its new numbers are those that a
 * Gaussian process of the rewards so far holds most promising, by an upper confidence bound on how much a generation
 * improves (Parker-Holder et al. 2020, arXiv:2002.02518, algorithm 1). Choices are drawn anew.
 *
 * Choose it over `pbt` when only a few members can train at once (4 to 8).
 *
 * Deviations: the newest 200 rewards instead of 1,000; the covariance's parameters are chosen from a grid by likelihood;
 * members of one exchange are told of each other's choice as if they had turned out as expected.
 */
export const definition: PopulationSchedulerDefinition<Pb2Options> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'pb2' })
    return {
      name: 'pb2',
      population: settings.population,
      interval: settings.interval,
      initial: () => ({}),
      exchange: (request) => exchange(request, settings),
    }
  },
}

function exchange(
  request: ExchangeRequest,
  settings: { readonly quantile: number; readonly candidates: number },
): readonly Exchange[] {
  const { members: views, past, direction, declared, rng } = request
  const pairs = takeovers(views, { quantile: settings.quantile, direction, rng })
  if (pairs.length === 0) return []
  const axes = [...declared.leaves.values()].filter(({ distribution, when }) => {
    return distribution.kind !== 'categorical' && when.length === 0 && distribution.low < distribution.high
  })
  const observations = [...rewardsOf(request, axes)]
  const time = past.length + 1
  return pairs.map(({ loser, winner }) => {
    const stream = rng.fork('explore', loser.member)
    const near = explore(winner.params, declared, { rule: choicesOnly, rng: stream })
    const model = observations.length === 0 || axes.length === 0 ? null : fitBandit(observations)
    let best = { params: near, value: Number.NEGATIVE_INFINITY, mean: 0 }
    const attempts = model === null ? 0 : settings.candidates
    for (let c = 0; c < attempts; c++) {
      const drawn = axes.map(({ name, distribution }) => [name, sampleUniform(distribution, stream)] as const)
      const params: Params = { ...near, ...Object.fromEntries(drawn) }
      if (!declared.allows(params)) continue
      const { mean, deviation } = model!(coordinatesOf(params, axes), time)
      const spread = Math.sqrt(bound.c1 + Math.max(0, Math.log(bound.c2 * observations.length)))
      if (mean + spread * deviation > best.value) best = { params, value: mean + spread * deviation, mean }
    }
    if (model !== null) {
      const { mean, deviation } = moments(observations)
      const reward = mean + deviation * best.mean
      observations.push({ x: coordinatesOf(best.params, axes), time, reward })
    }
    return { member: loser.member, source: winner.member, params: best.params }
  })
}

/** How much each member has improved in each generation, per step; of one that took over, against its source. */
function rewardsOf(
  { members, past, direction, step }: ExchangeRequest,
  axes: readonly Leaf[],
): readonly BanditObservation[] {
  const generations = [...past, members]
  const sign = minimizeSign(direction)
  const interval = step / generations.length
  const rewards: BanditObservation[] = []
  for (let time = 1; time < generations.length; time++) {
    for (const { trial, parent, params, value } of generations[time]) {
      const before = find(generations[time - 1], trial) ?? find(generations[time - 1], parent)
      const reward = before === undefined ? Number.NaN : (sign * (before.value - value)) / interval
      if (Number.isFinite(reward)) rewards.push({ x: coordinatesOf(params, axes), time, reward })
    }
  }
  return rewards.slice(-mostObservations)
}

function find(members: readonly MemberView[], trial: number | null): MemberView | undefined {
  return members.find((member) => member.trial === trial)
}

/** Each number in [0, 1] on its own scale. */
function coordinatesOf(params: Params, axes: readonly Leaf[]): Float64Array {
  return Float64Array.from(axes, ({ name, distribution }) => {
    const value = params[name]
    if (distribution.kind === 'categorical' || typeof value !== 'number') return 0.5
    const { low, high } = numericBounds(distribution)
    return (toScale(distribution, onGrid(distribution, value)) - low) / (high - low)
  })
}

function moments(observations: readonly BanditObservation[]): { readonly mean: number; readonly deviation: number } {
  const mean = observations.reduce((sum, { reward }) => sum + reward, 0) / observations.length
  const variance = observations.reduce((sum, { reward }) => sum + (reward - mean) ** 2, 0) / observations.length
  return { mean, deviation: Math.sqrt(variance) }
}
