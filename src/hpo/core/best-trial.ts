import { compareValues } from './direction.ts'
import { isRanked, type RankedTrial } from './is-ranked.ts'
import type { StudyView } from './study-record.ts'
import type { TrialRecord } from './trial-record.ts'

/**
 * The complete trial with the best value of the first objective; the earliest of equals. Trials that violate a
 * constraint do not count. Null when none is left.
 */
export function bestTrial(study: Pick<StudyView, 'directions' | 'trials'>): TrialRecord | null {
  const direction = study.directions[0]
  let best: RankedTrial | null = null
  for (const trial of study.trials) {
    if (!isRanked(trial)) continue
    if (best === null || compareValues(direction, trial.values[0], best.values[0]) < 0) best = trial
  }
  return best
}
