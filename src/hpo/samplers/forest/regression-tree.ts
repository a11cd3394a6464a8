/**
 * A regression tree that splits where it lowers the squared error most, among a random part of the columns.
 *
 * | symbol    | meaning                                                                                     |
 * | --------- | ------------------------------------------------------------------------------------------- |
 * | row       | one entry per column: a number, or the index of a choice (−1: the parameter does not exist)  |
 * | threshold | drawn uniformly between the two values that it parts, so that trees disagree where nothing is known |
 *
 * Breiman 2001, "Random forests"; thresholds and leaves as in Hutter et al. 2014, "Algorithm runtime prediction", 4.3.
 */
import type { Rng } from '../../../base/rng.ts'
import type { InputColumn } from '../gp/inputs.ts'

export type TreeNode = Leaf | NumberSplit | ChoiceSplit

interface Leaf {
  readonly kind: 'leaf'
  readonly mean: number
  readonly variance: number
}

interface NumberSplit {
  readonly kind: 'number'
  readonly column: number
  readonly threshold: number
  readonly left: TreeNode
  readonly right: TreeNode
}

interface ChoiceSplit {
  readonly kind: 'choice'
  readonly column: number
  /** Values that go left; others go right. */
  readonly lefts: ReadonlySet<number>
  readonly left: TreeNode
  readonly right: TreeNode
}

export interface TreeData {
  readonly layout: readonly InputColumn[]
  readonly rows: readonly Float64Array[]
  readonly values: ArrayLike<number>
}

/** SMAC's: fewer observations than this are not split, and no leaf has fewer than `leastLeaf`. */
const leastSplit = 3
const leastLeaf = 1
/** Share of the columns that a split chooses from. */
const columnShare = 5 / 6

/** @param members positions of the rows to grow from, which may repeat */
export function growTree(data: TreeData, members: readonly number[], rng: Rng): TreeNode {
  const split = members.length < leastSplit ? null : bestSplit(data, members, rng)
  if (split === null) return leafOf(data, members)
  const left = members.filter((i) => goesLeft(split, data.rows[i]))
  const right = members.filter((i) => !goesLeft(split, data.rows[i]))
  return { ...split, left: growTree(data, left, rng), right: growTree(data, right, rng) }
}

/** The leaf of a row. */
export function leafAt(tree: TreeNode, row: Float64Array): Leaf {
  let node = tree
  while (node.kind !== 'leaf') node = goesLeft(node, row) ? node.left : node.right
  return node
}

type Split = Omit<NumberSplit, 'left' | 'right'> | Omit<ChoiceSplit, 'left' | 'right'>

function goesLeft(split: Split, row: Float64Array): boolean {
  return split.kind === 'number' ? row[split.column] < split.threshold : split.lefts.has(row[split.column])
}

function leafOf({ values }: TreeData, members: readonly number[]): Leaf {
  let sum = 0
  for (const i of members) sum += values[i]
  const mean = sum / members.length
  let squares = 0
  for (const i of members) squares += (values[i] - mean) ** 2
  return { kind: 'leaf', mean, variance: squares / members.length }
}

interface Found {
  readonly split: Split
  /** Σ left ² / count + Σ right ² / count: larger is a lower squared error. */
  readonly score: number
}

function bestSplit(data: TreeData, members: readonly number[], rng: Rng): Split | null {
  const columns = [...data.layout.keys()]
  const tried = Math.max(1, Math.ceil(columnShare * columns.length))
  let best: Found | null = null
  for (let k = 0; k < columns.length; k++) {
    // Beyond the share of columns only until one can be split.
    if (k >= tried && best !== null) break
    const at = k + rng.integer(columns.length - k)
    const column = columns[at]
    columns[at] = columns[k]
    const found = data.layout[column].hamming ? choiceSplit(data, members, column) : numberSplit(data, members, { column, rng }) // prettier-ignore
    if (found !== null && (best === null || found.score > best.score)) best = found
  }
  return best === null ? null : best.split
}

function numberSplit(
  { rows, values }: TreeData,
  members: readonly number[],
  { column, rng }: { readonly column: number; readonly rng: Rng },
): Found | null {
  const sorted = members.toSorted((a, b) => rows[a][column] - rows[b][column])
  const total = sorted.reduce((sum, i) => sum + values[i], 0)
  let left = 0
  let best = Number.NEGATIVE_INFINITY
  let place = -1
  for (let k = 1; k < sorted.length; k++) {
    left += values[sorted[k - 1]]
    if (rows[sorted[k]][column] === rows[sorted[k - 1]][column]) continue
    if (k < leastLeaf || sorted.length - k < leastLeaf) continue
    const score = left ** 2 / k + (total - left) ** 2 / (sorted.length - k)
    if (score > best) {
      best = score
      place = k
    }
  }
  if (place === -1 || !gains(best, total, sorted.length)) return null
  const [low, high] = [rows[sorted[place - 1]][column], rows[sorted[place]][column]]
  // Above the lower value, whatever is rounded.
  const threshold = Math.max(low + rng.uniform() * (high - low), Math.min(high, low + (high - low) * 1e-9))
  return { split: { kind: 'number', column, threshold: threshold > low ? threshold : high }, score: best }
}

/** Choices in order of their mean: the best of all partitions is among those that part this order (Fisher 1958). */
function choiceSplit({ rows, values }: TreeData, members: readonly number[], column: number): Found | null {
  const groups = new Map<number, { sum: number; count: number }>()
  for (const i of members) {
    const group = groups.get(rows[i][column]) ?? { sum: 0, count: 0 }
    group.sum += values[i]
    group.count++
    groups.set(rows[i][column], group)
  }
  if (groups.size < 2) return null
  const sorted = [...groups].sort(([, a], [, b]) => a.sum / a.count - b.sum / b.count)
  const total = sorted.reduce((sum, [, group]) => sum + group.sum, 0)
  let left = 0
  let count = 0
  let best = Number.NEGATIVE_INFINITY
  let place = -1
  for (let k = 1; k < sorted.length; k++) {
    left += sorted[k - 1][1].sum
    count += sorted[k - 1][1].count
    if (count < leastLeaf || members.length - count < leastLeaf) continue
    const score = left ** 2 / count + (total - left) ** 2 / (members.length - count)
    if (score > best) {
      best = score
      place = k
    }
  }
  if (place === -1 || !gains(best, total, members.length)) return null
  const lefts = new Set(sorted.slice(0, place).map(([choice]) => choice))
  return { split: { kind: 'choice', column, lefts }, score: best }
}

/** Whether a split lowers the squared error, beyond rounding. */
function gains(score: number, total: number, count: number): boolean {
  const before = total ** 2 / count
  return score - before > 1e-12 * Math.max(1, Math.abs(before))
}
