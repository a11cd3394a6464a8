import { formatDuration, formatNumber } from '../base/number-format.ts'
import { compareValues } from '../hpo/core/direction.ts'
import { isRanked } from '../hpo/core/is-ranked.ts'
import type { StudyView } from '../hpo/core/study-record.ts'
import type { TrialRecord } from '../hpo/core/trial-record.ts'
import { paretoFront } from '../hpo/objectives/pareto-front.ts'

/** The best trials of a study, as texts for a table. */
export interface BestTable {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const rowsAtMost = 10
/** More columns than that are wider than a notebook. */
const parametersAtMost = 8
const longestCell = 24

/**
 * The ten best trials, the best first: with several objectives, of the Pareto front those with the best value of the
 * first. Trials that violate a constraint do not count.
 */
export function bestTable(study: StudyView): BestTable {
  const isSingle = study.directions.length === 1
  const candidates = isSingle ? study.trials.filter(isRanked) : paretoFront(study)
  const best = firstByValue(candidates, study)
  const parameters = [...new Set(best.flatMap(({ params }) => Object.keys(params)))]
  const shown = parameters.slice(0, parametersAtMost)
  const hidden = parameters.length - shown.length
  const title = isSingle
    ? 'Best trials'
    : `Pareto front${best.length < candidates.length ? `: ${best.length} of ${candidates.length} trials` : ''}`
  return {
    title: hidden === 0 ? title : `${title} (${hidden} more parameters are not shown)`,
    columns: ['Trial', ...valueNames(study), ...shown, 'Time'],
    rows: best.map((trial) => [
      String(trial.number),
      ...(trial.values ?? []).map(formatNumber),
      ...shown.map((name) => cell(trial.params[name])),
      duration(trial),
    ]),
  }
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

function valueNames({ directions, metricNames = [] }: StudyView): readonly string[] {
  return directions.map((_, index) => metricNames[index] ?? (directions.length === 1 ? 'Value' : `Objective ${index}`))
}

function cell(value: unknown): string {
  if (value === undefined) return '–'
  if (typeof value === 'number') return formatNumber(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longestCell ? `${text.slice(0, longestCell - 1)}…` : text
}

function duration({ startedAt, completedAt }: TrialRecord): string {
  if (startedAt === null || completedAt === null) return '–'
  const ms = completedAt.getTime() - startedAt.getTime()
  // Clocks count whole milliseconds; what is shorter took some time as well.
  return ms < 1 ? '<1 ms' : formatDuration(ms / 1000)
}
