import type { DeclaredSpace } from '../../core/sampler.ts'
import { gridTooLarge } from '../messages.ts'
import type { CellPlan } from './cell-search.ts'
import { type CellAxis, cellsOf } from './cells.ts'
import { type AxisSource, gridAxes, mostCells } from './grid-axes.ts'

/** The plans of declared spaces, each made once. */
export function declaredCells(source: AxisSource): (declared: DeclaredSpace) => CellPlan {
  const plans = new WeakMap<DeclaredSpace, CellPlan>()
  return (declared) => {
    const plan = plans.get(declared) ?? planOf(source.sampler, { axes: gridAxes(declared, source), declared })
    plans.set(declared, plan)
    return plan
  }
}

interface PlanSource {
  readonly axes: readonly CellAxis[]
  readonly declared: DeclaredSpace | null
}

/** @throws InputError `sampler/grid-too-large` */
export function planOf(sampler: string, { axes, declared }: PlanSource): CellPlan {
  const cells = cellsOf(axes, mostCells)
  if (cells.count > mostCells) throw gridTooLarge(sampler, mostCells)
  const byName = new Map(axes.map(({ name, values }) => [name, values]))
  return { cells, declared, valuesOf: (name) => byName.get(name)! }
}
