import { formatCount } from '../../base/number-format.ts'
import { printedAs } from '../../base/printed.ts'
import type { StudyView } from '../core/study-record.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { tableTitle, trialTable } from '../core/trial-table.ts'

/** Of a longer list the first and the last are printed, so many each. */
const rowsAtEachEnd = 10

/** Makes consoles and notebooks print a list of trials as a table. Returns the list. */
export function printedTrials<Trials extends readonly TrialRecord[]>(
  trials: Trials,
  study: Omit<StudyView, 'name' | 'trials'>,
): Trials {
  return printedAs(trials, () => {
    const left = trials.length - 2 * rowsAtEachEnd
    const shown = left > 0 ? [...trials.slice(0, rowsAtEachEnd), ...trials.slice(-rowsAtEachEnd)] : trials
    const table = trialTable(study, shown, { state: true })
    const lines = aligned([table.columns, ...table.rows])
    if (left > 0) lines.splice(1 + rowsAtEachEnd, 0, `… ${left} more`)
    return [tableTitle(formatCount(trials.length, 'trial'), table), ...lines].join('\n  ')
  })
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows.map((row) => row.map((text, column) => text.padStart(widths[column])).join('  '))
}
