import { formatDuration, formatNumber } from '../../base/number-format.ts'
import type { TrainResult } from './train-result.ts'

const endings: Readonly<Record<TrainResult<string>['stopReason'], string>> = {
  schedule: 'to the end of the schedule',
  early: 'ended by earlyStopping',
  diverged: 'diverged',
  gradient: 'to where the gradient vanishes',
  progress: 'until nothing was gained any more',
  'line-search': 'until no step led further down',
  damping: 'until no damping led further down',
}

/** A trained network in a few lines for people: how it ended, and how far each term of the loss is from zero. */
export function resultText(problem: string, result: TrainResult<string>): string {
  const { steps, seconds, stopReason, worstTerm, relativeL2, maxError, coefficients, terms, ...more } = result
  const errors = Number.isNaN(relativeL2)
    ? []
    : [`relative L2 error ${formatNumber(relativeL2)}`, `largest error ${formatNumber(maxError)}`]
  const found = Object.entries(coefficients).map(([name, value]) => `${name} ${formatNumber(value)}`)
  return [
    `${problem}: ${steps} steps in ${formatDuration(seconds)}, ${endings[stopReason]}`,
    [`worst term ${formatNumber(worstTerm)}`, ...errors].join(', '),
    ...Object.entries(terms).map(
      ([term, { rms, scaled }]) => `  ${term}: ${formatNumber(scaled)} (rms ${formatNumber(rms)})`,
    ),
    ...(found.length === 0 ? [] : [`coefficients: ${found.join(', ')}`]),
    `with ${Object.keys(more).join(', ')}`,
  ].join('\n  ')
}
