import { sameDistribution } from '../../space/distribution-match.ts'
import type { SearchSpace } from '../../space/distribution.ts'
import type { Genes } from './crossovers/crossover.ts'
import { KnownChildren } from './known-children.ts'
import { genomeOf, type Loci, lociOf } from './genome.ts'
import type { Survivor } from './individual.ts'

/** The parents of a generation as far as they can have children in one space. */
export interface Nursery extends Loci {
  /** Those that have every parameter. */
  readonly able: readonly Parent[]
  /** Positions of the loci that are choices, and of the others. */
  readonly choices: readonly number[]
  readonly numbers: readonly number[]
  /** What would be a repetition: the parents, and the newest trials, twice as many. */
  readonly known: KnownChildren
}

export interface Parent extends Survivor {
  readonly genes: Genes
}

interface Known {
  readonly space: SearchSpace
  readonly nursery: Nursery
}

/** Prepares the parents of a generation once for each space, because every child of it needs them. */
export function nurseries(): (space: SearchSpace, parents: readonly Survivor[]) => Nursery {
  const known = new WeakMap<readonly Survivor[], Known[]>()
  return (space, parents) => {
    const ofParents = known.get(parents) ?? []
    known.set(parents, ofParents)
    const found = ofParents.find((other) => isSameSpace(other.space, space))
    if (found !== undefined) return found.nursery
    const nursery = prepare(space, parents)
    ofParents.push({ space, nursery })
    return nursery
  }
}

function prepare(space: SearchSpace, parents: readonly Survivor[]): Nursery {
  const loci = lociOf(space)
  const able = parents.flatMap((parent) => {
    const genes = genomeOf(loci.loci, parent.trial.params)
    return genes === null ? [] : [{ ...parent, genes }]
  })
  const positions = [...loci.loci.keys()]
  const isChoice = (j: number): boolean => loci.loci[j].isChoice
  return {
    ...loci,
    able,
    choices: positions.filter(isChoice),
    numbers: positions.filter((j) => !isChoice(j)),
    known: new KnownChildren(loci.loci, able.map(({ trial }) => trial)), // prettier-ignore
  }
}

function isSameSpace(a: SearchSpace, b: SearchSpace): boolean {
  if (a === b) return true
  if (a.size !== b.size) return false
  for (const [name, distribution] of a) {
    const other = b.get(name)
    if (other === undefined || !sameDistribution(distribution, other)) return false
  }
  return true
}
