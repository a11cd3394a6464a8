import { minimizeSign } from '../core/direction.ts'
import { isRanked } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'
import { dominates } from '../objectives/pareto-front.ts'

/**
 * Whether the last `trials` complete trials have brought nothing: no best value that is better by more than the share
 * `minDelta` of its size, or no new point of the Pareto front.
 */
export function hasStagnated(
  { trials: all, directions }: StudyView,
  { trials, minDelta }: { readonly trials: number; readonly minDelta: number },
): boolean {
  const values = all.filter(isRanked).map(({ values }) => values)
  if (values.length <= trials) return false
  const before = values.slice(0, -trials)
  const since = values.slice(-trials)
  if (directions.length > 1) {
    return since.every((point) =>
      before.some((other) => dominates(directions, other, point) || other.join() === point.join()),
    )
  }
  const sign = minimizeSign(directions[0])
  const best = (points: typeof values): number => Math.min(...points.map(([value]) => sign * value))
  return !(best(since) < best(before) - minDelta * Math.abs(best(before)))
}
