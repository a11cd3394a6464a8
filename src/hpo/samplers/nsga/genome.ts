import type { Rng } from '../../../base/rng.ts'
import type { Params, ParamValue, SearchSpace } from '../../space/distribution.ts'
import { sampleUniform } from '../../space/distribution.ts'
import { type Axis, codeAt, planSpace, valueOf } from '../tpe/axis.ts'
import { toScale } from '../../space/distribution.ts'
import type { Genes } from './crossovers/crossover.ts'

/**
 * The place of a parameter in a genome. The gene of a number is its coordinate in [0, 1] of the range, on the parameter's
 * own scale; that of a choice is its index.
 */
export interface Locus {
  readonly name: string
  readonly isChoice: boolean
  /** NaN for what cannot be a value of the parameter; a number out of range counts as the nearest end. */
  geneOf(value: unknown): number
  valueOf(gene: number): ParamValue
  /** The gene of a uniform draw. */
  draw(rng: Rng): number
}

export interface Loci {
  readonly loci: readonly Locus[]
  /** Single values, and ranges without a width that a number can hold. */
  readonly others: SearchSpace
}

export function lociOf(space: SearchSpace): Loci {
  const { axes, unmodelled } = planSpace(space)
  return { loci: axes.map(locusOf), others: unmodelled }
}

/** The genes of a trial's parameters; null when it lacks one of them. */
export function genomeOf(loci: readonly Locus[], params: Params): Genes | null {
  const genes = new Float64Array(loci.length)
  for (let j = 0; j < loci.length; j++) {
    const { name } = loci[j]
    genes[j] = Object.hasOwn(params, name) ? loci[j].geneOf(params[name]) : Number.NaN
    if (Number.isNaN(genes[j])) return null
  }
  return genes
}

function locusOf(axis: Axis): Locus {
  const { name, distribution } = axis
  if (axis.kind === 'categorical') {
    const { choices } = axis.distribution
    return {
      name,
      isChoice: true,
      geneOf: (value) => {
        const index = choices.findIndex((choice) => Object.is(choice, value) || choice === value)
        return index === -1 ? Number.NaN : index
      },
      valueOf: (gene) => choices[gene],
      draw: (rng) => rng.integer(choices.length),
    }
  }
  const geneOf = (value: unknown): number =>
    typeof value === 'number'
      ? Math.min(1, Math.max(0, (toScale(axis.distribution, value) - axis.low) / axis.span))
      : Number.NaN
  return {
    name,
    isChoice: false,
    geneOf,
    valueOf: (gene) => valueOf(axis, codeAt(axis, gene)),
    draw: (rng) => geneOf(sampleUniform(distribution, rng)),
  }
}
