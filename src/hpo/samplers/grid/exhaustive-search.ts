import type { DeclaredSpace, Sampler, SamplerTraits } from '../../core/sampler.ts'
import { cardinality, contains, type Params, type SearchSpace } from '../../space/distribution.ts'
import { continuousInGrid, missingInGrid, notInGrid } from '../messages.ts'
import { type CellPlan, cellSearch } from './cell-search.ts'
import { declaredCells, planOf } from './declared-cells.ts'
import { type AxisSource, mostCells, type ValueLists } from './grid-axes.ts'
import { pathSearch } from './path-search.ts'

export const exhaustiveTraits: SamplerTraits = {
  joint: true,
  conditional: true,
  multiObjective: true,
  usesHistory: true,
}

export interface ExhaustiveOptions extends AxisSource {
  /** How often a cell is tried again when its trial failed. */
  readonly retries: number
}

/**
 * A sampler that visits every combination: by cells where the values of all parameters are known beforehand, because the
 * space is declared or they are listed; otherwise along the ways that the trials of a define-by-run study have shown.
 */
export function exhaustiveSearch(options: ExhaustiveOptions): Sampler {
  const { sampler: name, values, points, retries } = options
  const cells = cellSearch({ key: `ansatz:${name}`, retries })
  const paths = pathSearch()
  const ofDeclared = declaredCells(options)
  const ofLists = listedCells(name, values)
  const planFor = (declared: DeclaredSpace | null): CellPlan | null =>
    declared === null ? ofLists : ofDeclared(declared)
  return {
    name,
    traits: exhaustiveTraits,
    // Ways through an objective are followed question by question.
    isStartup: (_, declared = null) => planFor(declared) === null,
    // Whether a continuous range has a list depends on its name, which is known when values are asked for.
    handles: (distribution) => points !== null || ofLists !== null || cardinality(distribution) <= mostCells,
    refusal: (parameter) => continuousInGrid(name, parameter),
    suggest(request) {
      const plan = planFor(request.declared)
      if (plan === null) return paths.suggest(request)
      const params = cells.suggest(request, plan)
      if (request.declared === null) checkListed(params, request.space)
      return params
    },
    isExhausted(history, declared) {
      const plan = planFor(declared)
      return plan === null ? paths.isExhausted(history) : cells.isExhausted(history, plan)
    },
  }
}

/** The grid of a define-by-run study; null when no values are listed. */
function listedCells(sampler: string, values: ValueLists): CellPlan | null {
  const axes = Object.entries(values).map(([name, list]) => ({ name, values: [...new Set(list)], when: [] }))
  if (axes.length === 0) return null
  const valuesOf: CellPlan['valuesOf'] = (name) => {
    if (Object.hasOwn(values, name)) return values[name]
    throw missingInGrid(name, Object.keys(values))
  }
  return { ...planOf(sampler, { axes, declared: null }), valuesOf }
}

function checkListed(params: Params, space: SearchSpace): void {
  for (const [name, distribution] of space) {
    if (!contains(distribution, params[name])) throw notInGrid(name, { value: params[name], distribution })
  }
}
