import type { Crossover, Genes } from './crossover.ts'

export interface SpxOptions {
  /** How far the simplex is blown up from its centre; > 0, default √(genes + 2), which keeps the spread of three parents. */
  readonly epsilon?: number | undefined
}

const parentCount = 3

/**
 * Simplex crossover: uniform in the simplex of three parents, blown up from its centre. It keeps the mean of the parents,
 * whichever coordinates are used (Tsutsui, Yamamura and Higuchi 1999, equations 1 to 5).
 *
 * | symbol | meaning                                       |
 * | ------ | --------------------------------------------- |
 * | G      | centre of the parents                         |
 * | ε      | expansion                                     |
 * | xₖ     | corner of the blown-up simplex, G + ε(pₖ − G) |
 * | rₖ     | u^(1/(k+1)), which makes the draw uniform     |
 */
export function spx({ epsilon }: SpxOptions): Crossover {
  return {
    parents: parentCount,
    child(parents, rng) {
      const size = parents[0].length
      const expansion = epsilon ?? Math.sqrt(size + 2)
      const center = centerOf(parents)
      const corners = parents.map((parent) => parent.map((gene, j) => center[j] + expansion * (gene - center[j])))
      let offset: Genes = new Float64Array(size)
      for (let k = 1; k < parentCount; k++) {
        const r = rng.uniform() ** (1 / k)
        offset = offset.map((gene, j) => r * (corners[k - 1][j] - corners[k][j] + gene))
      }
      return offset.map((gene, j) => gene + corners[parentCount - 1][j])
    },
  }
}

function centerOf(parents: readonly Genes[]): Genes {
  return parents[0].map((_, j) => parents.reduce((sum, parent) => sum + parent[j], 0) / parents.length)
}
