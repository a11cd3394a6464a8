import { type Direction, minimizeSign } from '../core/direction.ts'

/** Values of several objectives as quantities to minimise: one row per trial, one column per objective. No NaN. */
export type Losses = readonly ArrayLike<number>[]

/** The values of a trial as quantities to minimise. NaN, which is worse than everything, becomes +∞. */
export function toLosses(directions: readonly Direction[], values: readonly number[]): number[] {
  return directions.map((direction, k) => {
    const loss = minimizeSign(direction) * values[k]
    return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss
  })
}

/** Negative when row `a` comes before row `b`: by the first objective, then by the second, and so on. */
export function compareRows(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let k = 0; k < a.length; k++) {
    // Not a − b: of two equal infinities that would be NaN.
    if (a[k] < b[k]) return -1
    if (a[k] > b[k]) return 1
  }
  return 0
}

/** The positions of the rows in lexicographic order; equal rows as they come. */
export function lexicographicOrder(losses: Losses): Int32Array {
  return Int32Array.from(losses.keys()).sort((i, j) => compareRows(losses[i], losses[j]) || i - j)
}

/** Whether no objective of `a` is worse than that of `b`: it dominates `b` or equals it. */
export function isNoWorse(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] > b[k]) return false
  return true
}

/** The rows with every infinity replaced by the largest or smallest finite loss of its objective (0 if there is none). */
export function finiteLosses(losses: Losses): number[][] {
  const objectives = losses.length === 0 ? 0 : losses[0].length
  const lowest = new Float64Array(objectives).fill(Number.POSITIVE_INFINITY)
  const highest = new Float64Array(objectives).fill(Number.NEGATIVE_INFINITY)
  for (const row of losses) {
    for (let k = 0; k < objectives; k++) {
      if (!Number.isFinite(row[k])) continue
      lowest[k] = Math.min(lowest[k], row[k])
      highest[k] = Math.max(highest[k], row[k])
    }
  }
  const clipped = (loss: number, k: number): number =>
    lowest[k] > highest[k] ? 0 : Math.min(highest[k], Math.max(lowest[k], loss))
  return losses.map((row) => Array.from(row, clipped))
}
