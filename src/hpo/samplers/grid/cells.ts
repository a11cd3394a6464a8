import type { ParamValue, Params } from '../../space/distribution.ts'
import type { Condition } from '../../space/node.ts'

/** The values of one parameter, and the choices that must have been made for it to exist. */
export interface CellAxis {
  readonly name: string
  readonly values: readonly ParamValue[]
  readonly when: readonly Condition[]
}

/** Every combination of values that can occur, numbered. */
export interface Cells {
  readonly count: number
  at(index: number): Params
  /** The cell that has these values; null when one is missing or not among the axis's. Others may be there too. */
  indexOf(params: Readonly<Record<string, unknown>>): number | null
}

/** A subtree of combinations: branches over an axis that conditions speak of, or a full product of axes. */
interface Part {
  readonly count: number
  at(index: number): Params
  indexOf(params: Readonly<Record<string, unknown>>): number | null
}

/**
 * The combinations of axes of which some exist under conditions only. Parents come before their children.
 *
 * @param most where counting stops: `count` is then above it, and no cell may be asked for
 */
export function cellsOf(axes: readonly CellAxis[], most: number): Cells {
  const controlling = new Set(axes.flatMap(({ when }) => when.map(({ name }) => name)))
  const indexes = new Map(axes.map(({ name, values }) => [name, new Map(values.map((value, i) => [value, i]))]))
  let total = 0

  const build = (at: number, known: ReadonlyMap<string, ParamValue>, plain: readonly CellAxis[]): Part => {
    if (at === axes.length || total > most) {
      const part = product(plain, indexes)
      total += part.count
      return part
    }
    const axis = axes[at]
    const exists = axis.when.every(({ name, value }) => known.get(name) === value)
    if (!exists) return build(at + 1, known, plain)
    if (!controlling.has(axis.name)) return build(at + 1, known, [...plain, axis])
    const parts = axis.values.map((value) => build(at + 1, new Map([...known, [axis.name, value]]), plain))
    return branches(axis, parts, indexes.get(axis.name)!)
  }
  return build(0, new Map(), [])
}

type Indexes = ReadonlyMap<string, ReadonlyMap<unknown, number>>

/** Mixed radix: the last axis varies fastest. */
function product(axes: readonly CellAxis[], indexes: Indexes): Part {
  return {
    count: axes.reduce((count, { values }) => count * values.length, 1),
    at(index) {
      const params: Record<string, ParamValue> = {}
      let rest = index
      for (const { name, values } of axes.toReversed()) {
        params[name] = values[rest % values.length]
        rest = Math.floor(rest / values.length)
      }
      return params
    },
    indexOf(params) {
      let index = 0
      for (const { name, values } of axes) {
        const at = indexes.get(name)!.get(params[name])
        if (at === undefined) return null
        index = index * values.length + at
      }
      return index
    },
  }
}

function branches(axis: CellAxis, parts: readonly Part[], indexOfValue: ReadonlyMap<unknown, number>): Part {
  const starts: number[] = []
  let count = 0
  for (const part of parts) {
    starts.push(count)
    count += part.count
  }
  return {
    count,
    at(index) {
      const branch = starts.findLastIndex((start) => start <= index)
      return { ...parts[branch].at(index - starts[branch]), [axis.name]: axis.values[branch] }
    },
    indexOf(params) {
      const branch = indexOfValue.get(params[axis.name])
      if (branch === undefined) return null
      const index = parts[branch].indexOf(params)
      return index === null ? null : starts[branch] + index
    },
  }
}
