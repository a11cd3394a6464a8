/**
 * A regression tree that splits where it lowers the squared error most, among a random part of the columns.
 *
 * | symbol    | meaning                                                                                     |
 * | --------- | ------------------------------------------------------------------------------------------- |
 * | weight    | how often a row was drawn                                                                     |
 * | order     | the rows of a node, sorted by one column: kept for every column, and parted at every split     |
 * | threshold | drawn uniformly between the two values that it parts, so that trees disagree where nothing is known |
 *
 * Breiman 2001, "Random forests"; thresholds and leaves as in Hutter et al. 2014, "Algorithm runtime prediction", 4.3.
 */
import type { Rng } from '../../../base/rng.ts'
import { choiceSplit, type FoundSplit, numberSplit } from './best-split.ts'
import type { TreeTable } from './tree-table.ts'

/** Nodes in flat lists, parents before children: the left child of a node follows it. */
export interface RegressionTree {
  /** What the node splits; −1 for a leaf. */
  readonly columns: readonly number[]
  /** Numbers below it go left; NaN where choices are split. */
  readonly thresholds: readonly number[]
  /** Of choices: 1 at the index + 1 of those that go left; null where numbers are split. */
  readonly lefts: readonly (Uint8Array | null)[]
  /** The right child. */
  readonly rights: readonly number[]
  /** Of the rows in the node. */
  readonly means: readonly number[]
  readonly variances: readonly number[]
}

/** SMAC's: nodes with less weight than this are not split. A leaf may hold a single row. */
const leastSplit = 3
/** Share of the columns that a split chooses from. */
const columnShare = 5 / 6

/** @param weights by row, whole numbers; 0: the tree does not see it */
export function growTree(table: TreeTable, weights: Uint32Array, rng: Rng): RegressionTree {
  return new Grower(table, weights, rng).grow()
}

/** The node of the leaf that a row falls into. */
export function leafAt({ columns, thresholds, lefts, rights }: RegressionTree, row: Float64Array): number {
  let node = 0
  for (;;) {
    const column = columns[node]
    if (column < 0) return node
    const choices = lefts[node]
    const isLeft = choices === null ? row[column] < thresholds[node] : choices[row[column] + 1] === 1
    node = isLeft ? node + 1 : rights[node]
  }
}

interface Sums {
  readonly weight: number
  readonly mean: number
  readonly variance: number
}

class Grower {
  private readonly columns: number[] = []
  private readonly thresholds: number[] = []
  private readonly lefts: (Uint8Array | null)[] = []
  private readonly rights: number[] = []
  private readonly means: number[] = []
  private readonly variances: number[] = []
  private readonly table: TreeTable
  private readonly weights: Uint32Array
  private readonly rng: Rng
  private readonly orders: readonly Int32Array[]
  /** By row: whether it goes left at the split at hand. */
  private readonly isLeft: Uint8Array
  private readonly parked: Int32Array
  private readonly shuffled: Int32Array

  constructor(table: TreeTable, weights: Uint32Array, rng: Rng) {
    this.table = table
    this.weights = weights
    this.rng = rng
    this.orders = table.orders.map((order) => order.filter((row) => weights[row] > 0))
    this.isLeft = new Uint8Array(weights.length)
    this.parked = new Int32Array(weights.length)
    this.shuffled = Int32Array.from(table.layout.keys())
  }

  grow(): RegressionTree {
    this.growNode(0, this.orders[0].length)
    const { columns, thresholds, lefts, rights, means, variances } = this
    return { columns, thresholds, lefts, rights, means, variances }
  }

  /** @param from, to where the node's rows stand in every order */
  private growNode(from: number, to: number): void {
    const node = this.columns.length
    const sums = this.sumsOf(from, to)
    const split = sums.weight < leastSplit ? null : this.bestSplit(from, to)
    this.columns.push(split?.column ?? -1)
    this.thresholds.push(Number.NaN)
    this.lefts.push(split?.lefts ?? null)
    this.rights.push(-1)
    this.means.push(sums.mean)
    this.variances.push(sums.variance)
    if (split === null) return
    if (split.lefts === null) this.thresholds[node] = this.thresholdIn(split)
    const middle = this.part(node, from, to)
    this.growNode(from, middle)
    this.rights[node] = this.columns.length
    this.growNode(middle, to)
  }

  private sumsOf(from: number, to: number): Sums {
    const { weights, orders } = this
    const { values } = this.table
    let weight = 0
    let sum = 0
    for (let k = from; k < to; k++) {
      const row = orders[0][k]
      weight += weights[row]
      sum += weights[row] * values[row]
    }
    const mean = sum / weight
    let squares = 0
    for (let k = from; k < to; k++) {
      const row = orders[0][k]
      squares += weights[row] * (values[row] - mean) ** 2
    }
    return { weight, mean, variance: squares / weight }
  }

  private bestSplit(from: number, to: number): FoundSplit | null {
    const { table, weights, rng, orders, shuffled } = this
    const tried = Math.max(1, Math.ceil(columnShare * shuffled.length))
    let best: FoundSplit | null = null
    for (let k = 0; k < shuffled.length; k++) {
      // Beyond the share of columns only until one can be split.
      if (k >= tried && best !== null) break
      const at = k + rng.integer(shuffled.length - k)
      const column = shuffled[at]
      shuffled[at] = shuffled[k]
      shuffled[k] = column
      const { hamming } = table.layout[column]
      const rows = { entries: table.columns[column], values: table.values, weights, order: orders[column], from, to }
      const found = hamming ? choiceSplit(column, rows) : numberSplit(column, rows)
      if (found !== null && (best === null || found.score > best.score)) best = found
    }
    return best
  }

  private thresholdIn({ low, high }: FoundSplit): number {
    // Above the lower value, whatever is rounded.
    const threshold = Math.max(low + this.rng.uniform() * (high - low), Math.min(high, low + (high - low) * 1e-9))
    return threshold > low ? threshold : high
  }

  /** Moves the rows that go left before the others, in every order. @returns where the others begin */
  private part(node: number, from: number, to: number): number {
    const { isLeft, parked } = this
    const entries = this.table.columns[this.columns[node]]
    const threshold = this.thresholds[node]
    const choices = this.lefts[node]
    for (let k = from; k < to; k++) {
      const row = this.orders[0][k]
      isLeft[row] = Number(choices === null ? entries[row] < threshold : choices[entries[row] + 1] === 1)
    }
    let middle = from
    for (const order of this.orders) {
      middle = from
      let others = 0
      for (let k = from; k < to; k++) {
        const row = order[k]
        if (isLeft[row] === 1) order[middle++] = row
        else parked[others++] = row
      }
      for (let k = 0; k < others; k++) order[middle + k] = parked[k]
    }
    return middle
  }
}
