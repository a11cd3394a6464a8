import { compareValues } from '../hpo/core/direction.ts'
import { isRanked } from '../hpo/core/is-ranked.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import { tableTitle, trialTable } from '../hpo/core/trial-table.ts'
import { paretoFront } from '../hpo/objectives/pareto-front.ts'

/** The best trials of a study, as texts for a table. */
export interface BestTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const rowsAtMost = 10

/**
 * The ten best trials, the best first: with several objectives, of the Pareto front those with the best value of the
 * first. Trials that violate a constraint do not count.
 */
export function bestTable(study: StudyView): BestTable {
  const isSingle = study.directions.length === 1
  const candidates = isSingle ? study.trials.filter(isRanked) : paretoFront(study)
  const best = firstByValue(candidates, study)
  const table = trialTable(study, best)
  const title = isSingle
    ? 'Best trials'
    : `Pareto front${best.length < candidates.length ? `: ${best.length} of ${candidates.length} trials` : ''}`
  return { title: tableTitle(title, table), columns: table.columns, rows: table.rows }
}

/** A short list kept in order costs less than sorting a long study four times a second. */
function firstByValue(trials: readonly TrialRecord[], { directions }: StudyView): readonly TrialRecord[] {
  const best: TrialRecord[] = []
  const compare = (a: TrialRecord, b: TrialRecord): number => compareValues(directions[0], a.values![0], b.values![0])
  for (const trial of trials) {
    if (best.length === rowsAtMost && compare(trial, best[rowsAtMost - 1]) >= 0) continue
    // After its equals: the earlier trial stands first.
    const after = best.findIndex((other) => compare(trial, other) < 0)
    best.splice(after === -1 ? best.length : after, 0, trial)
    if (best.length > rowsAtMost) best.pop()
  }
  return best
}
