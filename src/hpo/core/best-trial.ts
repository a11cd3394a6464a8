import { compareValues } from './direction.ts'
import type { StudyView } from './study-record.ts'
import type { TrialRecord } from './trial-record.ts'

/** The complete trial with the best value of the first objective; the earliest of equals; null when none is complete. */
export function bestTrial(study: Pick<StudyView, 'directions' | 'trials'>): TrialRecord | null {
  const direction = study.directions[0]
  let best: TrialRecord | null = null
  for (const trial of study.trials) {
    if (trial.state !== 'complete' || trial.values === null) continue
    if (best === null || compareValues(direction, trial.values[0], best.values![0]) < 0) best = trial
  }
  return best
}
