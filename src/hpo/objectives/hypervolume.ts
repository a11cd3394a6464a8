import { type Losses, compareRows, isNoWorse } from './losses.ts'

type Row = ArrayLike<number>

/**
 * The volume of what at least one row dominates and the reference point bounds, exactly; larger is better. Rows that are
 * not below the reference in every objective add nothing. Infinite if a row that adds, or the reference, is.
 *
 * Two objectives: a sweep, O(n log n). Three: a sweep over a staircase, O(n²) at worst. More: exclusive volumes of one
 * row after the other, each a problem with one objective less (While et al. 2012, "A fast way of calculating exact
 * hypervolumes", with the rows sorted by the last objective so that it drops out).
 *
 * @param reference one loss per objective, as `losses` to be minimised
 */
export function hypervolume(losses: Losses, reference: Row): number {
  const inside = losses.filter((row) => isBelow(row, reference))
  if (inside.length === 0) return 0
  if (!allFinite(reference) || !inside.every(allFinite)) return Number.POSITIVE_INFINITY
  return volume(nonDominatedRows(inside), reference, reference.length)
}

/** The volume in the first `objectives` objectives. */
function volume(rows: Row[], reference: Row, objectives: number): number {
  if (rows.length === 0) return 0
  if (objectives === 1) return reference[0] - rows.reduce((least, row) => Math.min(least, row[0]), reference[0])
  if (rows.length === 1) return boxVolume(rows[0], reference, objectives)
  if (objectives === 2) return area(rows, reference)
  if (objectives === 3) return sweptVolume(rows, reference)
  const last = objectives - 1
  const sorted = rows.toSorted((a, b) => b[last] - a[last])
  return sorted.reduce((sum, row, at) => {
    // All that follow are no worse in the last objective, so their share of this row's box reaches as high as the box.
    const limited = sorted.slice(at + 1).map((other) => limitedTo(row, other, last))
    const exclusive = boxVolume(row, reference, last) - volume(nonDominatedRows(limited), reference, last)
    return sum + exclusive * (reference[last] - row[last])
  }, 0)
}

function area(rows: readonly Row[], reference: Row): number {
  const sorted = rows.toSorted((a, b) => a[0] - b[0])
  let sum = 0
  let top = reference[1]
  for (const row of sorted) {
    if (row[1] >= top) continue
    sum += (reference[0] - row[0]) * (top - row[1])
    top = row[1]
  }
  return sum
}

/** Goes up the third objective; between two rows the cross-section is what the rows below dominate. */
function sweptVolume(rows: readonly Row[], reference: Row): number {
  const sorted = rows.toSorted((a, b) => a[2] - b[2])
  const stairs = new Staircase(reference)
  let sum = 0
  sorted.forEach((row, at) => {
    stairs.add(row[0], row[1])
    sum += stairs.area * ((sorted[at + 1] ?? reference)[2] - row[2])
  })
  return sum
}

/** The area that points in the plane dominate, kept while points are added. */
class Staircase {
  area = 0
  /** Rising, while `ys` falls. */
  private readonly xs: number[] = []
  private readonly ys: number[] = []
  private readonly right: number
  private readonly top: number

  constructor(reference: Row) {
    this.right = reference[0]
    this.top = reference[1]
  }

  add(x: number, y: number): void {
    const { xs, ys } = this
    let first = xs.length
    while (first > 0 && xs[first - 1] >= x) first--
    let top = first === 0 ? this.top : ys[first - 1]
    if (top <= y) return
    let left = x
    let next = first
    for (; next < xs.length && ys[next] >= y; next++) {
      this.area += (xs[next] - left) * (top - y)
      left = xs[next]
      top = ys[next]
    }
    // A point at the same place to the right and below covers the rest.
    const end = next < xs.length ? xs[next] : this.right
    this.area += (end - left) * (top - y)
    if (end === x) return
    xs.splice(first, next - first, x)
    ys.splice(first, next - first, y)
  }
}

/** The different rows that no other one dominates. */
function nonDominatedRows(rows: readonly Row[]): Row[] {
  const front: Row[] = []
  for (const row of rows.toSorted(compareRows)) {
    if (!front.some((other) => isNoWorse(other, row))) front.push(row)
  }
  return front
}

/** What of the box of `other` lies in the box of `row`, as the corner of a box, in the first `objectives` objectives. */
function limitedTo(row: Row, other: Row, objectives: number): Row {
  const corner = new Float64Array(objectives)
  for (let k = 0; k < objectives; k++) corner[k] = Math.max(row[k], other[k])
  return corner
}

function boxVolume(row: Row, reference: Row, objectives: number): number {
  let product = 1
  for (let k = 0; k < objectives; k++) product *= reference[k] - row[k]
  return product
}

function isBelow(row: Row, reference: Row): boolean {
  for (let k = 0; k < row.length; k++) if (!(row[k] < reference[k])) return false
  return true
}

function allFinite(row: Row): boolean {
  for (let k = 0; k < row.length; k++) if (!Number.isFinite(row[k])) return false
  return true
}
