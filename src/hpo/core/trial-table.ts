import { formatDuration, formatNumber } from '../../base/number-format.ts'
import type { StudyView } from './study-record.ts'
import type { TrialRecord } from './trial-record.ts'

/** Trials as texts for a table: number, values, parameters and time of each. */
export interface TrialTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** How many parameters have no column. */
  readonly hidden: number
}

/** More columns than that are wider than a notebook. */
const parametersAtMost = 8
const longestCell = 24

/** A table of `trials`, which are some of those of `study`. With `state`, it says how each has ended. */
export function trialTable(
  study: Omit<StudyView, 'name' | 'trials'>,
  trials: readonly TrialRecord[],
  { state = false }: { readonly state?: boolean } = {},
): TrialTable {
  const parameters = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))]
  const shown = parameters.slice(0, parametersAtMost)
  return {
    columns: ['Trial', ...(state ? ['State'] : []), ...valueNames(study), ...shown, 'Time'],
    rows: trials.map((trial) => [
      String(trial.number),
      ...(state ? [trial.state] : []),
      ...study.directions.map((_, index) => cell(trial.values?.[index])),
      ...shown.map((name) => cell(trial.params[name])),
      duration(trial),
    ]),
    hidden: parameters.length - shown.length,
  }
}

/** A title that owns up to the parameters that the table leaves out. */
export function tableTitle(title: string, { hidden }: Pick<TrialTable, 'hidden'>): string {
  return hidden === 0 ? title : `${title} (${hidden} more parameters are not shown)`
}

function valueNames({ directions, metricNames = [] }: Omit<StudyView, 'name' | 'trials'>): readonly string[] {
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
