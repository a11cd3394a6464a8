import type { InputColumn } from '../gp/process/inputs.ts'

/** What trees learn from: one entry per column in a row, a number or the index of a choice (−1: it does not exist). */
export interface TreeData {
  readonly layout: readonly InputColumn[]
  readonly rows: readonly Float64Array[]
  readonly values: ArrayLike<number>
}

/** The same by column, with the rows in order of each: sorted once, for all trees of a forest. */
export interface TreeTable {
  readonly layout: readonly InputColumn[]
  /** [columns][rows] */
  readonly columns: readonly Float64Array[]
  /** Positions of the rows, those with small entries first; [columns][rows]. */
  readonly orders: readonly Int32Array[]
  /** [rows] */
  readonly values: Float64Array
}

export function treeTable({ layout, rows, values }: TreeData): TreeTable {
  const columns = layout.map((_, j) => Float64Array.from(rows, (row) => row[j]))
  const orders = columns.map((column) => Int32Array.from(column.keys()).sort((a, b) => column[a] - column[b]))
  return { layout, columns, orders, values: Float64Array.from(values) }
}
