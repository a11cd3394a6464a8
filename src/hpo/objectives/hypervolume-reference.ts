import { type Losses, finiteLosses } from './losses.ts'

/** Instead of 0, which would make a box without extent. */
const smallest = 1e-12

/**
 * A reference point a tenth beyond the worst loss of each objective, on the scale of that loss (Optuna,
 * `_get_reference_point`). Infinite losses do not count. It depends on the rows: to compare hypervolumes, fix it.
 */
export function hypervolumeReference(losses: Losses): number[] {
  const finite = finiteLosses(losses)
  const objectives = finite.length === 0 ? 0 : finite[0].length
  return Array.from({ length: objectives }, (_, k) => {
    const worst = finite.reduce((most, row) => Math.max(most, row[k]), Number.NEGATIVE_INFINITY)
    return Math.max(1.1 * worst, 0.9 * worst) || smallest
  })
}
