import type { Losses } from '../../objectives/losses.ts'

/** Instead of 0: along the other axes an extreme point should hardly reach. */
const offAxis = 1e6

/**
 * Losses moved and scaled so that the best of each objective is 0 and the plane through the extreme points meets each axis
 * at 1 (Deb and Jain 2014, section IV-C). Where the extreme points do not span a plane that meets every axis, the largest
 * loss becomes 1 instead.
 *
 * @param losses finite
 */
export function unitIntercepts(losses: Losses): readonly Float64Array[] {
  const objectives = losses[0].length
  const axes = Array.from({ length: objectives }, (_, k) => k)
  const ideal = axes.map((k) => losses.reduce((least, row) => Math.min(least, row[k]), Number.POSITIVE_INFINITY))
  const moved = losses.map((row) => Float64Array.from(row, (loss, k) => loss - ideal[k]))
  const extremes = axes.map((k) => extremePoint(moved, k))
  const inverse = solveForOnes(extremes)
  const scale = inverse?.every((value) => value > 0 && Number.isFinite(value))
    ? inverse
    : axes.map((k) => 1 / (moved.reduce((most, row) => Math.max(most, row[k]), 0) || 1))
  return moved.map((row) => row.map((loss, k) => loss * scale[k]))
}

/** The row with the least achievement scalarising function along one axis. */
function extremePoint(rows: readonly Float64Array[], axis: number): Float64Array {
  const reach = (row: Float64Array): number =>
    row.reduce((most, loss, k) => Math.max(most, k === axis ? loss : loss * offAxis), 0)
  return rows.reduce((best, row) => (reach(row) < reach(best) ? row : best))
}

/** The x with A·x = (1, …, 1), by elimination with pivoting; null when A is singular. */
function solveForOnes(rows: readonly Float64Array[]): readonly number[] | null {
  const size = rows.length
  const a = rows.map((row) => [...row, 1])
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let i = column; i < size; i++) if (Math.abs(a[i][column]) > Math.abs(a[pivot][column])) pivot = i
    if (Math.abs(a[pivot][column]) < Number.MIN_VALUE * 2 ** 60) return null
    ;[a[column], a[pivot]] = [a[pivot], a[column]]
    for (let i = 0; i < size; i++) {
      if (i === column) continue
      const factor = a[i][column] / a[column][column]
      for (let j = column; j <= size; j++) a[i][j] -= factor * a[column][j]
    }
  }
  return a.map((row, i) => row[size] / row[i])
}
