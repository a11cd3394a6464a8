import { compareValues, type Direction } from '../core/direction.ts'
import { isRanked, type RankedTrial } from '../core/is-ranked.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'

/** The complete, feasible trials that no other one beats in every objective, in order of number; equals all stay. */
export function paretoFront(study: Pick<StudyView, 'directions' | 'trials'>): readonly TrialRecord[] {
  const { directions } = study
  const candidates = study.trials.filter(isRanked)
  // In lexicographic order nobody is dominated by a later one, so each has to be compared with the front so far only.
  candidates.sort((a, b) => compareLexicographic(directions, a.values, b.values))
  const front: RankedTrial[] = []
  for (const trial of candidates) {
    if (!front.some((other) => dominates(directions, other.values, trial.values))) front.push(trial)
  }
  return front.sort((a, b) => a.number - b.number)
}

/** Whether `a` is at least as good as `b` in every objective and better in one. */
export function dominates(directions: readonly Direction[], a: readonly number[], b: readonly number[]): boolean {
  let better = false
  for (const [objective, direction] of directions.entries()) {
    const order = compareValues(direction, a[objective], b[objective])
    if (order > 0) return false
    if (order < 0) better = true
  }
  return better
}

function compareLexicographic(directions: readonly Direction[], a: readonly number[], b: readonly number[]): number {
  for (const [objective, direction] of directions.entries()) {
    const order = compareValues(direction, a[objective], b[objective])
    if (order !== 0) return order
  }
  return 0
}
