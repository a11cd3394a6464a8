import type { Rng } from '../../../base/rng.ts'
import type { DeclaredSpace, SuggestRequest } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import type { Params, ParamValue } from '../../space/distribution.ts'
import { suggestAtRandom } from '../suggest-at-random.ts'
import type { Crossover, Genes } from './crossovers/crossover.ts'
import type { Locus } from './genome.ts'
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
export function breed(request: SuggestRequest, { loci, others, able }: Nursery, how: Breeding): Params {
  const { space, rng, trial, declared, history } = request
  if (able.length < 2 || loci.length === 0) return suggestAtRandom(space, rng, declared)
  const rest = suggestAtRandom(others, rng, declared)
  const { trials } = history
  const isKnown = (values: readonly ParamValue[]): boolean => {
    for (let at = Math.max(0, trials.length - 2 * able.length); at < trials.length; at++) {
      if (hasValues(trials[at], loci, values)) return true
    }
    return able.some((parent) => hasValues(parent.trial, loci, values))
  }
  for (let attempt = 1; ; attempt++) {
    const values = child(loci, able, { how, rng })
    const params = Object.fromEntries(loci.map(({ name }, j) => [name, values[j]]))
    if (attempt === mostTries) return { ...rest, ...params }
    if (!isAllowed(declared, () => ({ ...trial.fixed, ...rest, ...params }))) continue
    if (!isKnown(values)) return { ...rest, ...params }
  }
}

function isAllowed(declared: DeclaredSpace | null, params: () => Params): boolean {
  return declared === null || declared.allowsAll === true || declared.allows(params())
}

interface Making {
  readonly how: Breeding
  readonly rng: Rng
}

function child(loci: readonly Locus[], able: readonly Parent[], { how, rng }: Making): readonly ParamValue[] {
  const chosen = how.choose(able, Math.min(able.length, how.crossover.parents), rng)
  const genomes = chosen.map(({ genes }) => genes)
  const crosses = chosen.length === how.crossover.parents && rng.uniform() < how.crossoverProb
  const genes = crosses ? cross(loci, genomes, { how, rng }) : genomes[0]
  const mutationProb = how.mutationProb ?? 1 / loci.length
  return loci.map((locus, j) => {
    const gene = rng.uniform() < mutationProb ? mutate(locus, genes[j], { mutation: how.mutation, rng }) : genes[j]
    return locus.valueOf(gene)
  })
}

function cross(loci: readonly Locus[], genomes: readonly Genes[], { how, rng }: Making): Genes {
  const genes = genomes[0].map((gene, j) =>
    loci[j].isChoice && rng.uniform() < how.swapProb ? genomes[genomes.length - 1][j] : gene,
  )
  const numeric = [...loci.keys()].filter((j) => !loci[j].isChoice)
  if (numeric.length === 0) return genes
  const crossed = crossInside(
    genomes.map((genome) => Float64Array.from(numeric, (j) => genome[j])),
    { how, rng },
  )
  numeric.forEach((j, at) => (genes[j] = crossed[at]))
  return genes
}

function crossInside(parents: readonly Genes[], { how, rng }: Making): Genes {
  for (let crossing = 1; ; crossing++) {
    const genes = how.crossover.child(parents, rng)
    if (genes.every((gene) => gene >= 0 && gene <= 1)) return genes
    if (crossing === mostCrossings) return genes.map((gene) => Math.min(1, Math.max(0, gene)))
  }
}

function hasValues({ params }: TrialRecord, loci: readonly Locus[], values: readonly ParamValue[]): boolean {
  for (let j = 0; j < loci.length; j++) if (!Object.is(params[loci[j].name], values[j])) return false
  return true
}
