import { z } from 'zod'
import type { Rng } from '../../base/rng.ts'
import { compareValues } from '../core/direction.ts'
import type { Exchange, ExchangeRequest, MemberView } from '../core/population-scheduler.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import { numberFrom, wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { type Params, type ParamValue, sampleUniform } from '../space/distribution.ts'
import { explore, type ExploreRule, perturbed } from './explore.ts'
import { badDiversity } from './messages.ts'
import type { PopulationSchedulerDefinition } from './scheduler-definition.ts'

/** How a population trains. */
export interface PbtOptions {
  /** How many members train together; a whole number ≥ 2, default 20. */
  readonly population?: number
  /** Steps from one exchange to the next; a whole number ≥ 1, default 1. */
  readonly interval?: number
  /** The share of the population that takes over from as many of the best; 0 to 0.5, default 0.2. */
  readonly quantile?: number
  /** The factors of which one multiplies each number that is taken over; above 0, default [0.8, 1.2]. */
  readonly perturb?: readonly number[]
  /** The chance that a number is drawn anew instead; 0 to 1, default 0.25. Choices are always drawn anew. */
  readonly resampleProbability?: number
  /**
   * Makes the first members differ on purpose: member i begins with the parameters of entry i (counted round) multiplied
   * by these factors, as in `[{ lr: 2 }, { lr: 0.5 }, { weightDecay: 5 }, { weightDecay: 0.2 }]`. Default: none.
   */
  readonly diversity?: readonly Readonly<Record<string, number>>[]
}

const factor = 'a number above 0'
const schema = z.strictObject({
  population: wholeNumber(2).default(20),
  interval: wholeNumber(1).default(1),
  quantile: numberFrom(0, 0.5).default(0.2),
  perturb: z
    .array(z.number(factor).positive(factor), 'a list of factors')
    .min(1, 'at least one factor')
    .default([0.8, 1.2]),
  resampleProbability: numberFrom(0, 1).default(0.25),
  diversity: z
    .array(z.record(z.string(), z.number(factor).positive(factor), 'an object of factors'), 'a list of objects')
    .default([]),
})

/**
 * Population based training: members train side by side; at every `interval` steps the worst take over the weights,
 * optimiser state and parameters of a random one of the best, and go on with changed parameters. So the parameters become
 * a schedule over the training (Jaderberg et al. 2017, arXiv:1711.09846; defaults as in Ray Tune).
 *
 * Choose it when the best value of a parameter changes during training (learning rates, loss weights), and for parameters
 * that can change without another architecture. Members wait for each other at an exchange, so that the result does not
 * depend on the number of workers.
 */
export const definition: PopulationSchedulerDefinition<PbtOptions> = {
  create(options) {
    const settings = parseOptions(schema, options, { kind: 'scheduler', name: 'pbt' })
    return {
      name: 'pbt',
      population: settings.population,
      interval: settings.interval,
      initial: (member, declared, rng) => diverse(settings.diversity, { member, declared, rng }),
      exchange: (request) => exchange(request, settings),
    }
  },
}

/** Who takes over from whom. A member that failed always does. */
function exchange(
  { members, direction, declared, rng }: ExchangeRequest,
  { quantile, ...rule }: ExploreRule & { readonly quantile: number },
): readonly Exchange[] {
  return takeovers(members, { quantile, direction, rng }).map(({ loser, winner }) => ({
    member: loser.member,
    source: winner.member,
    params: explore(winner.params, declared, { rule, rng: rng.fork('explore', loser.member) }),
  }))
}

/** Pairs of a member among the worst and one among the best that is better. */
export function takeovers(
  members: readonly MemberView[],
  { quantile, direction, rng }: Pick<ExchangeRequest, 'direction' | 'rng'> & { readonly quantile: number },
): readonly { readonly loser: MemberView; readonly winner: MemberView }[] {
  // Sorting is stable: equals stay in order of member.
  const ranked = members.toSorted((a, b) => compareValues(direction, a.value, b.value))
  const count = Math.min(Math.ceil(quantile * members.length), Math.floor(members.length / 2))
  const best = ranked.slice(0, Math.max(1, count)).filter(({ value }) => !Number.isNaN(value))
  if (best.length === 0) return []
  const worst = ranked.filter(({ value }, rank) => Number.isNaN(value) || rank >= members.length - count)
  return worst.flatMap((loser) => {
    const winner = best[rng.fork('winner', loser.member).integer(best.length)]
    return compareValues(direction, winner.value, loser.value) < 0 ? [{ loser, winner }] : []
  })
}

function diverse(
  diversity: readonly Readonly<Record<string, number>>[],
  { member, declared, rng }: { readonly member: number; readonly declared: DeclaredSpace; readonly rng: Rng },
): Params {
  if (diversity.length === 0) return {}
  const values = Object.entries(diversity[member % diversity.length]).map(([name, by]): [string, ParamValue] => {
    const leaf = declared.leaves.get(name)
    if (leaf === undefined || leaf.distribution.kind === 'categorical' || leaf.when.length > 0) {
      throw badDiversity(name, [...declared.leaves.keys()])
    }
    return [name, perturbed(sampleUniform(leaf.distribution, rng.fork(name)) as number, leaf.distribution, by)]
  })
  return Object.fromEntries(values)
}
