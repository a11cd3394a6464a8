import type { Rng } from '../../../base/rng.ts'
import type { DeclaredSpace, SuggestRequest } from '../../core/sampler.ts'
import type { Params, ParamValue } from '../../space/distribution.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import type { Crossover, Genes } from './crossovers/crossover.ts'
import type { Survivor } from './individual.ts'
import { mutate, type Mutation } from './mutate.ts'
import type { Nursery, Parent } from './nursery.ts'

/** How a child is made. */
export interface Breeding {
  readonly crossover: Crossover
  /** The probability that a child has more than one parent. */
  readonly crossoverProb: number
  /** The probability that a choice comes from the second parent. */
  readonly swapProb: number
  readonly mutation: Mutation
  /** The probability that a parameter mutates; null for one parameter per child on average. */
  readonly mutationProb: number | null
  /** Draws `count` different parents. */
  readonly choose: <Member extends Survivor>(parents: readonly Member[], count: number, rng: Rng) => readonly Member[]
}

/** How often a child is made anew that may not be, or has been. */
const mostTries = 20
/** How often a crossover is repeated that leaves the ranges, before the child is clipped. */
const mostCrossings = 10

/**
 * The parameters of a child of the parents in `nursery`. It is made anew as long as the declared space forbids it, or it is one of the
 * parents or of the newest trials again; at last it is taken as it is.
 *
 * Parents that lack one of the parameters do not count. Without two that have them all, the draw is random.
 */
export function breed(request: SuggestRequest, nursery: Nursery, how: Breeding): Params {
  const { loci, others, able } = nursery
  const { space, rng, trial, declared, history } = request
  if (able.length < 2 || loci.length === 0) return suggestAtRandom(space, rng, declared)
  const rest = suggestAtRandom(others, rng, declared)
  nursery.known.look(history.trials)
  for (let attempt = 1; ; attempt++) {
    const values = child(nursery, { how, rng })
    const isLast = attempt === mostTries
    if (!isLast && nursery.known.has(values)) continue
    const params: Record<string, ParamValue> = others.size === 0 ? {} : { ...rest }
    for (let j = 0; j < loci.length; j++) params[loci[j].name] = values[j]
    if (isLast || isAllowed(declared, () => ({ ...trial.fixed, ...params }))) return params
  }
}

function isAllowed(declared: DeclaredSpace | null, params: () => Params): boolean {
  return declared === null || declared.allowsAll === true || declared.allows(params())
}

interface Making {
  readonly how: Breeding
  readonly rng: Rng
}

function child(nursery: Nursery, { how, rng }: Making): readonly ParamValue[] {
  const { loci, able } = nursery
  const chosen = how.choose(able, Math.min(able.length, how.crossover.parents), rng)
  const crosses = chosen.length === how.crossover.parents && rng.uniform() < how.crossoverProb
  const genes = crosses ? cross(nursery, chosen, { how, rng }) : chosen[0].genes
  const mutationProb = how.mutationProb ?? 1 / loci.length
  const values: ParamValue[] = []
  for (let j = 0; j < loci.length; j++) {
    const mutates = rng.uniform() < mutationProb
    values.push(loci[j].valueOf(mutates ? mutate(loci[j], genes[j], { mutation: how.mutation, rng }) : genes[j]))
  }
  return values
}

function cross({ choices, numbers }: Nursery, chosen: readonly Parent[], { how, rng }: Making): Genes {
  if (choices.length === 0) return crossInside(chosen.map(({ genes }) => genes), { how, rng }) // prettier-ignore
  const genes = chosen[0].genes.slice()
  const last = chosen[chosen.length - 1].genes
  for (const j of choices) if (rng.uniform() < how.swapProb) genes[j] = last[j]
  if (numbers.length === 0) return genes
  const crossed = crossInside(
    chosen.map((parent) => Float64Array.from(numbers, (j) => parent.genes[j])),
    { how, rng },
  )
  numbers.forEach((j, at) => (genes[j] = crossed[at]))
  return genes
}

function crossInside(parents: readonly Genes[], { how, rng }: Making): Genes {
  for (let crossing = 1; ; crossing++) {
    const genes = how.crossover.child(parents, rng)
    if (genes.every((gene) => gene >= 0 && gene <= 1)) return genes
    if (crossing === mostCrossings) return genes.map((gene) => Math.min(1, Math.max(0, gene)))
  }
}
