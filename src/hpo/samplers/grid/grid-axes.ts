import type { DeclaredSpace } from '../../core/sampler.ts'
import { cardinality, contains, type Distribution, type ParamValue } from '../../space/distribution.ts'
import type { Leaf } from '../../space/node.ts'
import { continuousInGrid, notInGrid, unknownInGrid } from '../messages.ts'
import { everyValue, spacedValues } from './axis-values.ts'
import type { CellAxis } from './cells.ts'

/** Combinations that a sampler keeps account of: one byte or two each. */
export const mostCells = 1_000_000

export type ValueLists = Readonly<Record<string, readonly ParamValue[]>>

export interface AxisSource {
  /** The sampler, for error texts. */
  readonly sampler: string
  readonly values: ValueLists
  /** How many values a range without a list is given; null: all, where they are finite. */
  readonly points: number | null
}

/**
 * The axes of a declared space.
 *
 * @throws InputError `sampler/continuous-parameter`, `sampler/bad-grid-value`, `sampler/unknown-grid-parameter`
 */
export function gridAxes({ leaves }: DeclaredSpace, source: AxisSource): readonly CellAxis[] {
  for (const name of Object.keys(source.values)) if (!leaves.has(name)) throw unknownInGrid(name, [...leaves.keys()])
  return Array.from(leaves.values(), (leaf) => ({ name: leaf.name, values: axisValues(leaf, source), when: leaf.when }))
}

function axisValues({ name, distribution }: Leaf, { sampler, values, points }: AxisSource): readonly ParamValue[] {
  if (Object.hasOwn(values, name)) return listed(name, values[name], distribution)
  const size = cardinality(distribution)
  if (points !== null && distribution.kind !== 'categorical' && size > points) return spacedValues(distribution, points)
  if (size > mostCells) throw continuousInGrid(sampler, { name, distribution })
  return everyValue(distribution)
}

function listed(name: string, values: readonly ParamValue[], distribution: Distribution): readonly ParamValue[] {
  for (const value of values) if (!contains(distribution, value)) throw notInGrid(name, { value, distribution })
  return [...new Set(values)]
}
