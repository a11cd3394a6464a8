/**
 * A search space as the Gaussian process sees it.
 *
 * | symbol     | meaning                                                                                        |
 * | ---------- | ---------------------------------------------------------------------------------------------- |
 * | axis       | a parameter that can be modelled                                                                |
 * | coordinate | its value: [0, 1] for numbers (logarithmic and stepped ones as in `Axis`), the index for choices |
 * | point      | a coordinate for every axis, also for those that do not exist under the choices it makes         |
 * | row        | what covariances are computed from: one entry per input column                                  |
 *
 * A parameter of a branch that was not taken has no value. Its number is imputed by the middle of the range, its choice by
 * one more category, and a second column tells whether it exists. So trials of different branches share what they learn
 * about common parameters, and within a branch its own parameters count. The digits of a permutation are not compared
 * themselves: columns of its own tell which of every two items comes first (see `permutations.ts`).
 */
import type { DeclaredSpace } from '../../../core/sampler.ts'
import type { TrialRecord } from '../../../core/trial-record.ts'
import type { Distribution, ParamValue, Params, SearchSpace } from '../../../space/distribution.ts'
import {
  type Axis,
  type CategoricalAxis,
  type DiscreteAxis,
  codeAt,
  coordinateOf,
  planSpace,
  valueOf,
} from '../../tpe/axis.ts'
import { ranParams } from '../../tpe/ran-params.ts'
import type { InputColumn } from '../process/inputs.ts'
import { type Permutation, pairCount, permutationsIn, writePairs } from './permutations.ts'

/** A choice that another axis must have for this one to exist. */
interface AxisCondition {
  readonly axis: number
  readonly coordinate: number
}

export interface GpSpace {
  readonly axes: readonly Axis[]
  readonly conditions: readonly (readonly AxisCondition[])[]
  /** A column for every axis, then presences, then permutations. */
  readonly layout: readonly InputColumn[]
  readonly permutations: readonly Permutation[]
  /** Parameters with one value, or with a range that no number can measure. */
  readonly unmodelled: SearchSpace
}

/** The middle of the range, for numbers that do not exist. */
const imputed = 0.5
/** The index of no choice. */
const absentChoice = -1
/** What the second column of a parameter differs by between trials with and without it, in units of the range. */
const presence = 0.5
/** Values outside the present range still inform its margin; further out than a range's width they do not. */
const farthest = 1.5

export function gpSpace(space: SearchSpace, declared: DeclaredSpace | null): GpSpace {
  const { axes, unmodelled } = planSpace(space)
  const indexOf = new Map(axes.map(({ name }, j) => [name, j]))
  const conditions = axes.map(({ name }) =>
    (declared?.leaves.get(name)?.when ?? []).flatMap((condition) => {
      const axis = indexOf.get(condition.name)
      return axis === undefined ? [] : [{ axis, coordinate: coordinateOf(axes[axis], condition.value) }]
    }),
  )
  const permutations = permutationsIn(axes, declared)
  const digits = new Set(permutations.flatMap((own) => own.digits))
  const layout = axes.map((axis, j): InputColumn => {
    return { axis: j, hamming: axis.kind === 'categorical', ...(digits.has(j) ? { unseen: true } : {}) }
  })
  const presences = axes.flatMap((axis, j) =>
    conditions[j].length > 0 && axis.kind !== 'categorical' ? [{ axis: j, hamming: false }] : [],
  )
  const pairs = permutations.flatMap((own) =>
    Array.from({ length: pairCount(own) }, (): InputColumn => ({ axis: own.digits[0], hamming: false })),
  )
  return { axes, conditions, layout: [...layout, ...presences, ...pairs], permutations, unmodelled }
}

/** Whether the parameter of axis j exists under the choices that `point` makes. */
export function exists({ conditions }: GpSpace, point: Float64Array, j: number): boolean {
  return conditions[j].every(({ axis, coordinate }) => Math.abs(point[axis] - coordinate) < 1e-9)
}

/** The row of a point. */
export function rowOf(space: GpSpace, point: Float64Array, row = new Float64Array(space.layout.length)): Float64Array {
  const { axes, layout } = space
  for (let j = 0; j < axes.length; j++) {
    if (space.conditions[j].length === 0 || exists(space, point, j)) row[j] = point[j]
    else row[j] = axes[j].kind === 'categorical' ? absentChoice : imputed
  }
  const pairs = firstPair(space)
  for (let column = axes.length; column < pairs; column++) {
    row[column] = exists(space, point, layout[column].axis) ? presence : 0
  }
  fillPairs(space, row, (axis) => exists(space, point, axis))
  return row
}

/** The first column that tells of a permutation. */
function firstPair({ layout, permutations }: GpSpace): number {
  return permutations.reduce((first, own) => first - pairCount(own), layout.length)
}

/** Writes the columns of permutations from those of their digits. */
function fillPairs(space: GpSpace, row: Float64Array, isThere: (axis: number) => boolean): void {
  let first = firstPair(space)
  for (const own of space.permutations) {
    const out = row.subarray(first, first + pairCount(own))
    writePairs(own, { axes: space.axes, coordinates: own.digits.every(isThere) ? row : null }, out)
    first += out.length
  }
}

/** The columns of a row that may change when the coordinate of axis j does: its own, and those that exist because of it. */
export function columnsOf({ conditions, layout, permutations }: GpSpace, j: number): readonly number[] {
  const digits = permutations.find((own) => own.digits.includes(j))?.digits
  const depends = (axis: number): boolean =>
    axis === j || axis === digits?.[0] || conditions[axis].some((condition) => condition.axis === j)
  return layout.flatMap((column, position) => (depends(column.axis) ? [position] : []))
}

/** The row of what a trial was run with; null when it has nothing in common with the space, or lies far outside it. */
export function rowOfTrial(space: GpSpace, trial: TrialRecord): Float64Array | null {
  const { axes, layout } = space
  const params = ranParams(trial)
  const row = new Float64Array(layout.length)
  let found = 0
  for (let j = 0; j < axes.length; j++) {
    if (!Object.hasOwn(params, axes[j].name)) {
      row[j] = axes[j].kind === 'categorical' ? absentChoice : imputed
      continue
    }
    row[j] = coordinateOf(axes[j], params[axes[j].name])
    if (Number.isNaN(row[j]) || (axes[j].kind !== 'categorical' && Math.abs(row[j] - 0.5) > farthest)) return null
    found++
  }
  const has = (axis: number): boolean => Object.hasOwn(params, axes[axis].name)
  const pairs = firstPair(space)
  for (let column = axes.length; column < pairs; column++) row[column] = has(layout[column].axis) ? presence : 0
  fillPairs(space, row, has)
  return found === 0 ? null : row
}

/** The point that a trial was run at; null as `rowOfTrial`. Where the trial has no value it gets the middle. */
export function pointOfRow({ axes }: GpSpace, row: Float64Array): Float64Array {
  return Float64Array.from(axes, (axis, j) => {
    if (axis.kind === 'categorical') return Math.max(0, row[j])
    return snapped(axis, Math.min(1, Math.max(0, row[j])))
  })
}

/** The coordinate nearest to `coordinate` that the parameter can have. */
export function snapped(axis: Axis, coordinate: number): number {
  if (axis.kind !== 'discrete') return coordinate
  return coordinateOf(axis, valueOf(axis, codeAt(axis, coordinate)))
}

/** The coordinate of a share of the axis in [0, 1): even over the range, or over the choices. */
export function coordinateAt(axis: Axis, share: number): number {
  return axis.kind === 'categorical'
    ? Math.min(axis.choices - 1, Math.floor(share * axis.choices))
    : snapped(axis, share)
}

/** The coordinate of the value with this index: choices as they were given, stepped numbers from the lowest. */
export function coordinateOfIndex(axis: DiscreteAxis | CategoricalAxis, index: number): number {
  return axis.kind === 'categorical' ? index : coordinateOf(axis, valueOf(axis, index))
}

/** How many values an axis has; ∞ for a continuous one. */
export function valueCount(axis: Axis): number {
  if (axis.kind === 'continuous') return Number.POSITIVE_INFINITY
  return axis.kind === 'categorical' ? axis.choices : axis.lastIndex + 1
}

/** The coordinate of the next value of a stepped number in either direction; its own at the end. */
export function neighbour(axis: DiscreteAxis, coordinate: number, shift: 1 | -1): number {
  const index = codeAt(axis, coordinate) + shift
  return coordinateOfIndex(axis, Math.min(axis.lastIndex, Math.max(0, index)))
}

/** The value that a coordinate stands for. */
export function valueAt(axis: Axis, coordinate: number): ParamValue {
  return valueOf(axis, axis.kind === 'discrete' ? codeAt(axis, coordinate) : coordinate)
}

/** The parameters that exist at a point. */
export function paramsAt(space: GpSpace, point: Float64Array): Params {
  const entries = space.axes.flatMap((axis, j) =>
    exists(space, point, j) ? [[axis.name, valueAt(axis, point[j])] as const] : [],
  )
  return Object.fromEntries(entries)
}

/** What the model of a request has to cover: the declared space, or what is asked for and what is fixed already. */
export function modelledSpace(
  asked: SearchSpace,
  { declared, fixed, trials }: { declared: DeclaredSpace | null; fixed: Params; trials: readonly TrialRecord[] },
): SearchSpace {
  if (declared !== null) {
    const leaves = new Map(Array.from(declared.leaves.values(), (leaf) => [leaf.name, leaf.distribution]))
    return [...asked.keys()].every((name) => leaves.has(name)) ? leaves : asked
  }
  const space = new Map<string, Distribution>(asked)
  for (const name of Object.keys(fixed)) {
    const known = trials.findLast(({ distributions }) => Object.hasOwn(distributions, name))
    if (known !== undefined && !space.has(name)) space.set(name, known.distributions[name])
  }
  return space
}
